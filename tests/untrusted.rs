//! What strangers can put into a repository: nothing of it is run, waited for or quoted.

mod support;

use std::path::Path;
use std::process::Command;

use support::Dir;

fn proto(number: u32) -> String {
    format!("syntax = \"proto3\";\npackage acme.v1;\nmessage M {{\n  int32 foo = {number};\n}}\n")
}

/// Runs git in a directory, with nothing of the user's own configuration.
fn git(dir: &Dir, inside: &str, args: &str) -> String {
    let run = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"])
        .args(args.split(' '))
        .current_dir(dir.path(inside))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git is installed");
    assert!(run.status.success(), "git {args}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).trim().to_owned()
}

/// A repository with two commits and a tag.
fn repository() -> Dir {
    let dir = Dir::new().file("a.proto", proto(1)).file(".gitattributes", "*.proto diff=evil filter=evil\n");
    git(&dir, "", "init -q -b main");
    git(&dir, "", "add -A");
    git(&dir, "", "commit -q -m one");
    git(&dir, "", "tag v1.0.0");
    let dir = dir.file("a.proto", proto(2));
    git(&dir, "", "commit -q -a -m two");
    dir
}

/// Every setting of git that names a program, or where programs are found. `RUN` is a command that leaves a marker.
const PROGRAMS: &[(&str, &str)] = &[
    ("alias.cat-file", "!RUN"),
    ("alias.rev-parse", "!RUN"),
    ("core.alternateRefsCommand", "RUN"),
    ("core.askPass", "RUN"),
    ("core.editor", "RUN"),
    ("core.fsmonitor", "RUN"),
    ("core.gitProxy", "RUN"),
    ("core.hooksPath", "HOOKS"),
    ("core.pager", "RUN"),
    ("core.sshCommand", "RUN"),
    ("credential.helper", "!RUN"),
    ("diff.evil.command", "RUN"),
    ("diff.evil.textconv", "RUN"),
    ("diff.external", "RUN"),
    ("filter.evil.clean", "RUN"),
    ("filter.evil.process", "RUN"),
    ("filter.evil.required", "true"),
    ("filter.evil.smudge", "RUN"),
    ("gpg.program", "RUN"),
    ("gpg.ssh.program", "RUN"),
    ("hook.evil.command", "RUN"),
    ("hook.evil.event", "post-index-change"),
    ("include.path", "included"),
    ("init.templateDir", "HOOKS"),
    ("interactive.diffFilter", "RUN"),
    ("log.showSignature", "true"),
    ("merge.evil.driver", "RUN"),
    ("pager.cat-file", "RUN"),
    ("pager.diff", "RUN"),
    ("pager.for-each-ref", "RUN"),
    ("protocol.allow", "always"),
    ("protocol.ext.allow", "always"),
    ("remote.origin.promisor", "true"),
    ("remote.origin.uploadpack", "RUN"),
    ("remote.origin.url", "ext::RUN"),
    ("remote.origin.vcs", "ext"),
    ("submodule.sub.update", "!RUN"),
    ("trailer.evil.command", "RUN"),
    ("uploadpack.packObjectsHook", "RUN"),
    ("url.ext::RUN.insteadOf", "https://"),
];

const HOOKS: &[&str] =
    &["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"];

/// Commands that ask git something.
const ASKING: &[&[&str]] = &[
    &["check", "main"],
    &["check", "main:."],
    &["check", ".git#tag=v1.0.0"],
    &["check", ".#format=git,ref=HEAD"],
    &["check", "last-tag"],
    &["check", "--staged"],
    &["check", "--changed"],
    &["check", "--changed=v1.0.0"],
    &["check", "--against", "main"],
    &["breaking", "--against", ".git#branch=main"],
    &["breaking", "--against", "bare.git#branch=main"],
    &["breaking", "--against", "main", "--history", "v1.0.0"],
    &["diff", "v1.0.0", "."],
    &["diff", "bare.git", "main"],
    &["diff", "no-such-revision", "."],
];

/// A repository whose own configuration names `programs`, with a bare copy that has the same configuration and misses an
/// object, and a file that git has to read to see whether it changed.
#[cfg(unix)]
fn hostile(programs: &[(&str, &str)]) -> Dir {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = repository();
    let (marker, hooks) = (dir.path("RAN").display().to_string(), dir.path("hooks").display().to_string());
    let run = format!("touch {marker}");
    let dir =
        HOOKS.iter().fold(dir, |dir, hook| dir.file(&format!("hooks/{hook}"), format!("#!/bin/sh\n{run}\n")));
    for hook in HOOKS {
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(dir.path("hooks").join(hook), executable).expect("permissions");
    }
    git(&dir, "", "clone -q --bare . bare.git");
    let blob = git(&dir, "", "rev-parse main:a.proto");
    let (directory, rest) = blob.split_at(2);
    std::fs::remove_file(dir.path(format!("bare.git/objects/{directory}/{rest}"))).expect("a loose object");
    let dir = dir
        .file(".git/included", format!("[core]\n\tfsmonitor = {run}\n"))
        .file("bare.git/included", format!("[core]\n\tfsmonitor = {run}\n"))
        .file("a.proto", proto(2))
        .file("b.proto", proto(1).replace('M', "N"));
    for store in [".git", "bare.git"] {
        for (key, value) in programs {
            let [key, value] = [key, value].map(|text| text.replace("RUN", &run).replace("HOOKS", &hooks));
            let status = Command::new("git")
                .args([
                    "config",
                    "--file",
                    &dir.path(store).join("config").display().to_string(),
                    &key,
                    &value,
                ])
                .status();
            assert!(status.expect("git is installed").success(), "{key}");
        }
        git(
            &dir,
            "",
            &format!("config --file {}/config extensions.partialClone origin", dir.path(store).display()),
        );
        git(
            &dir,
            "",
            &format!("config --file {}/config core.repositoryformatversion 1", dir.path(store).display()),
        );
    }
    dir
}

#[cfg(unix)]
#[test]
fn no_setting_of_a_repository_runs_a_program() {
    // One setting can hide another: of a filter that has a process, `clean` is not used.
    let without = |keys: &[&str]| PROGRAMS.iter().copied().filter(|(key, _)| !keys.contains(key)).collect();
    let sets: [Vec<_>; 4] = [
        PROGRAMS.to_vec(),
        without(&["filter.evil.process", "core.fsmonitor", "remote.origin.vcs"]),
        without(&["filter.evil.process", "filter.evil.clean", "include.path", "remote.origin.url"]),
        without(&[
            "core.hooksPath",
            "diff.external",
            "diff.evil.command",
            "remote.origin.vcs",
            "remote.origin.url",
        ]),
    ];
    for programs in sets {
        let dir = hostile(&programs);
        for args in ASKING {
            let run = dir.protolint(args);
            assert!(!dir.path("RAN").exists(), "{programs:?} with {args:?}");
            assert!(run.code <= 2);
        }
    }
    // The repository is what it is meant to be: git by itself does run its programs.
    let dir = hostile(PROGRAMS);
    let _ = Command::new("git").arg("status").current_dir(dir.path("")).output();
    assert!(dir.path("RAN").exists());
}

/// A repository that holds another one as plain files, and a configuration that compares with `against`.
fn planted(against: &str) -> Dir {
    let dir = repository();
    git(&dir, "", "clone -q --bare . plain.git");
    dir.file("protolint.toml", format!("[breaking]\nagainst = \"{against}\"\n"))
}

#[test]
fn a_configuration_is_no_reason_to_read_a_repository_in_the_tree() {
    for against in ["plain.git#branch=main", "./plain.git", "plain.git/#tag=v1.0.0"] {
        let dir = planted(against);
        for command in ["check", "breaking"] {
            let run = dir.protolint(&[command]);
            assert_eq!(run.code, 2, "{}", run.err);
            assert!(
                run.err.contains("the configuration names a repository inside the working tree"),
                "{}",
                run.err
            );
            assert!(run.err.contains("`--trust-config`"), "{}", run.err);
            let config = format!("breaking.against={against}");
            for trust in [&["--trust-config"][..], &["--against", against], &["--config", &config]] {
                let run = dir.protolint(&[&[command][..], trust].concat());
                assert!(run.code < 2, "{trust:?}: {}", run.err);
            }
        }
    }
    for own in ["main", ".git#branch=main", ".#format=git,tag=v1.0.0"] {
        let run = planted(own).protolint(&["breaking"]);
        assert!(run.code < 2, "{own}: {}", run.err);
    }
    // Without a repository around it, too.
    let dir = planted("plain.git");
    std::fs::remove_dir_all(dir.path(".git")).expect("a repository");
    assert_eq!(dir.protolint(&["breaking"]).code, 2);
}

#[test]
fn a_configuration_is_no_reason_to_use_the_network() {
    let elsewhere = [
        "http://127.0.0.1:1/x.git",
        "https://127.0.0.1:1/x.git#branch=main",
        "ssh://127.0.0.1:1/x.git",
        "git@127.0.0.1:x.git",
        "git://127.0.0.1:1/x.git",
        "file:///nowhere/x.git",
        "http://127.0.0.1:1/x#format=git",
    ];
    for address in elsewhere {
        let run = planted(address).protolint(&["check"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("the configuration names a repository on another machine"), "{}", run.err);
    }
    let run = planted("http://127.0.0.1:1/x.tar.gz").protolint(&["check"]);
    assert!(run.code == 2 && run.err.contains("only git repositories are fetched"), "{}", run.err);
}

/// Makes a repository the property of somebody else, where that is allowed.
#[cfg(unix)]
fn give_away(path: &Path) -> bool {
    Command::new("chown").args(["-R", "1234"]).arg(path).status().is_ok_and(|status| status.success())
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_not_read() {
    let dir = repository();
    git(&dir, "", "clone -q --bare . other.git");
    // Only the superuser can give files away; others have none to be protected from here.
    if !give_away(&dir.path("other.git")) {
        return;
    }
    let run = dir.protolint(&["diff", "other.git", "."]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("dubious ownership"), "{}", run.err);
}
