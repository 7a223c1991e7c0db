#!/usr/bin/env python3
"""Formats trees of .proto files with buf and with protolint, and compares.

For each tree: how many files change, which differ from buf's, which a second pass changes. Then protoc compiles what
compiles of it before and after: descriptors must be equal, except for the order of imports, and so must the leading,
trailing and detached comments of each element in the source info. Comments of which the text is the same but for white
space are equal. Needs the Python package protobuf.

Usage: format_trees.py --buf BUF --protoc PROTOC --protolint PROTOLINT [--config KEY=VALUE]... DIR[:ROOT]...
"""
import argparse
import collections
import pathlib
import shutil
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

IMPORT = 3


def run(*command, cwd=None):
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, timeout=600, check=False)


def files(tree):
    return sorted(path.relative_to(tree) for path in tree.rglob("*.proto"))


def compiled(protoc, tree, roots):
    """The descriptors of the files that compile, by name."""
    with tempfile.NamedTemporaryFile(suffix=".binpb") as out:
        # Files of the other roots are only imported.
        paths = [flag for root in [tree, *roots] for flag in ("-I", root)]
        command = [protoc, *paths, "--include_source_info", "-o", out.name]
        done = run(*command, *[tree / file for file in files(tree)])
        if done.returncode == 0:
            return sets(out.name)
        found = {}
        for file in files(tree):
            if run(*command, tree / file).returncode == 0:
                found.update(sets(out.name))
        return found


def sets(path):
    found = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(path).read_bytes())
    return {file.name: file for file in found.file}


def plain(file):
    """The descriptor without source info, and with sorted imports."""
    copy = descriptor_pb2.FileDescriptorProto()
    copy.CopyFrom(file)
    copy.ClearField("source_code_info")
    public = sorted(file.dependency[index] for index in file.public_dependency)
    weak = sorted(file.dependency[index] for index in file.weak_dependency)
    for field in ("dependency", "public_dependency", "weak_dependency"):
        copy.ClearField(field)
    return copy.SerializeToString(deterministic=True), sorted(file.dependency), public, weak


def words(text):
    return " ".join(text.split())


def comments(file):
    """The comments of each element."""
    found = collections.Counter()
    for location in file.source_code_info.location:
        path = tuple(location.path)
        if path[:1] == (IMPORT,) and len(path) == 2:
            path = ("import", file.dependency[path[1]])
        detached = [("detached", text) for text in location.leading_detached_comments]
        for kind, text in [("leading", location.leading_comments), ("trailing", location.trailing_comments), *detached]:
            if text:
                found[path, kind, words(text)] += 1
    return found


def check(args, typed):
    tree, *roots = [pathlib.Path(part).resolve() for part in typed.split(":")]
    bad = False
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        before, ours, theirs = work / "before", work / "ours", work / "theirs"
        for file in files(tree):
            (before / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tree / file, before / file)
        config = [flag for key in args.config for flag in ("--config", key)]
        errors = run(args.protolint, "format", before, "-o", ours, *config).stderr.decode()
        again = run(args.protolint, "format", ours, "--check", *config).stderr.decode()
        refused = [file for file in files(before) if not (ours / file).exists()]
        changed = [file for file in files(ours) if (ours / file).read_bytes() != (before / file).read_bytes()]
        apart = []
        if not args.config:
            if run(args.buf, "format", before, "-o", theirs).returncode != 0:
                # buf formats nothing if a file is broken.
                for file in files(before):
                    (theirs / file).parent.mkdir(parents=True, exist_ok=True)
                    run(args.buf, "format", before / file, "-o", theirs / file)
            read = lambda path: path.read_bytes() if path.exists() else None
            apart = [file for file in files(before) if read(ours / file) != read(theirs / file)]
        print(f"{tree.name}: {len(files(before))} files, {len(changed)} change, {len(apart)} apart from buf")
        for name, paths in [("apart from buf", apart), ("refused", refused)]:
            for file in paths:
                print(f"  {name}: {file}")
        if again:
            bad = True
            print(f"  a second pass: {again}", end="")
        if errors and refused:
            print(f"  {errors.splitlines()[0]}")
        for file in refused:
            (ours / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(before / file, ours / file)
        old, new = compiled(args.protoc, before, roots), compiled(args.protoc, ours, roots)
        print(f"  {len(old)} descriptors before, {len(new)} after", end="")
        print(f", {sum(sum(comments(file).values()) for file in old.values())} comments")
        for name in sorted(old.keys() | new.keys()):
            if name not in old or name not in new or plain(old[name]) != plain(new[name]):
                bad = True
                print(f"  the descriptor of {name} is another")
                continue
            was, now = comments(old[name]), comments(new[name])
            for (path, kind, text), count in sorted(((was - now) + (now - was)).items(), key=str):
                side = "before" if was[path, kind, text] > now[path, kind, text] else "after"
                print(f"  {name}: {kind} comment of {list(path)} only {side}: {text[:60]}")
        bad |= bool(apart)
    return bad


def main():
    parser = argparse.ArgumentParser()
    for name in ("--buf", "--protoc", "--protolint"):
        parser.add_argument(name, required=True, type=pathlib.Path)
    parser.add_argument("--config", action="append", default=[])
    parser.add_argument("trees", nargs="+", metavar="DIR[:ROOT]")
    args = parser.parse_args()
    for name in ("buf", "protoc", "protolint"):
        setattr(args, name, getattr(args, name).resolve())
    sys.exit(any([check(args, typed) for typed in args.trees]))


main()
