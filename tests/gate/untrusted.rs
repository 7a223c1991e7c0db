//! What strangers can put into a repository: nothing of it is run, waited for or quoted.

use std::path::Path;
use std::process::Command;

use crate::support::Dir;

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

/// A repository whose own configuration names `programs`, with a bare copy that has the same configuration and misses
/// an object, and a file that git has to read to see whether it changed.
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
        assert!(run.err.contains("the configuration names a remote repository"), "{}", run.err);
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

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::support::Run;

    fn pipe(dir: &Dir, path: &str) {
        let made = Command::new("mkfifo").arg(dir.path(path)).status();
        assert!(made.expect("mkfifo is installed").success());
    }

    fn link(dir: &Dir, target: &str, path: &str) {
        symlink(target, dir.path(path)).expect("a link");
    }

    fn file(message: &str) -> String {
        format!("syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage {message} {{}}\n")
    }

    /// Runs a command that must not wait for anything.
    fn run(dir: &Dir, args: &[&str]) -> Run {
        let start = Instant::now();
        let run = dir.protolint(args);
        assert!(start.elapsed() < Duration::from_secs(20), "{args:?}");
        run
    }

    /// The messages that were reported, each with the path of its file.
    fn messages(run: &Run) -> Vec<String> {
        let lines = run.out.lines().filter(|line| line.contains("MESSAGE_PASCAL_CASE"));
        let name = |line: &str| {
            format!("{} {}", line.split('(').next().unwrap_or(""), line.split('`').nth(1).unwrap_or(""))
        };
        lines.map(name).collect()
    }

    const LOOK: &[&str] = &["check", "--only", "MESSAGE_PASCAL_CASE", "--format", "msvs"];

    #[test]
    fn only_regular_files_are_read() {
        let dir = Dir::new().file("p/a.proto", file("A"));
        pipe(&dir, "p/pipe.proto");
        for (target, path) in
            [("/dev/zero", "zero"), ("pipe.proto", "linked"), ("/dev/null", "null"), ("/dev/tty", "tty")]
        {
            link(&dir, target, &format!("p/{path}.proto"));
        }
        let _socket = std::os::unix::net::UnixListener::bind(dir.path("p/socket.proto")).expect("a socket");
        for more in [&[][..], &["--follow-links"], &["--disable-symlinks"]] {
            let all = run(&dir, &[&["check", "p"], more].concat());
            assert_eq!(all.code, 0, "{}{}", all.out, all.err);
            assert!(all.out.contains("p/pipe.proto: note: it is not a regular file"), "{}", all.out);
            assert!(all.out.contains("p/socket.proto: note:"), "{}", all.out);
            assert!(all.err.contains("1 file checked"), "{}", all.err);
        }
        for name in ["pipe", "zero", "linked", "tty", "socket"] {
            let path = format!("p/{name}.proto");
            let named = run(&dir, &["check", &path]);
            assert!(
                named.code == 1 && named.out.contains("cannot be read"),
                "{path}: {}{}",
                named.out,
                named.err
            );
            let text = format!("syntax = \"proto3\";\nimport \"{name}.proto\";\n");
            let dir = Dir::new().file("i.proto", text);
            link(&dir, "/dev/zero", &format!("{name}.proto"));
            let imported = run(&dir, &["check", "i.proto"]);
            assert!(imported.code == 1 && imported.out.contains("cannot be read"), "{}", imported.out);
        }
        for args in [
            &["check", "p/a.proto", "--against", "p/pipe.proto"][..],
            &["check", "p/a.proto", "--against", "p/pipe.proto#format=binpb"],
            &["check", "p/a.proto", "--against", "p/pipe.proto#format=tar"],
            &["check", "p/a.proto", "--baseline", "p/pipe.proto"],
            &["check", "p/a.proto", "--against", "p/a.proto", "--approvals", "p/pipe.proto"],
        ] {
            assert!(run(&dir, args).code >= 1, "{args:?}");
        }
        for name in ["protolint.toml", "buf.yaml", "buf.work.yaml", "protolint-baseline.toml"] {
            let dir = Dir::new().file("a.proto", file("A"));
            pipe(&dir, name);
            let refused = run(&dir, &["check"]);
            assert!(
                refused.code == 2 && refused.err.contains("not a regular file"),
                "{name}: {}",
                refused.err
            );
        }
    }

    #[test]
    fn a_file_that_is_reached_twice_is_one_file() {
        let dir =
            Dir::new().file("p/a/b.proto", file("one")).file("p/b.proto", file("two").replace(".v1", ".v2"));
        for (target, path) in [
            ("b.proto", "p/a/c.proto"),
            ("../b.proto", "p/a/d.proto"),
            ("a", "p/l"),
            (".", "p/self"),
            ("..", "p/up"),
            ("nowhere", "p/dangling"),
            ("../p/a", "p/again"),
            ("/proc/self", "p/process"),
        ] {
            link(&dir, target, path);
        }
        let both = ["p/a/b.proto one", "p/b.proto two"];
        for more in [&[][..], &["--disable-symlinks"]] {
            let found = run(&dir, &[LOOK, &["p"], more].concat());
            assert_eq!(messages(&found), both, "{more:?}: {}{}", found.out, found.err);
        }
        // Also where the file itself is left out.
        let found = run(&dir, &[LOOK, &["p", "--exclude-path", "p/b.proto"]].concat());
        assert_eq!(messages(&found), both[..1]);
        let found = run(&dir, &["breaking", "p", "--against", "p"]);
        assert_eq!(found.code, 0, "{}{}", found.out, found.err);
    }

    #[test]
    fn links_that_lead_out_are_followed_when_told() {
        let dir = Dir::new()
            .file("p/a.proto", file("own"))
            .file("out/o.proto", file("outer").replace(".v1", ".v2"));
        link(&dir, "../out", "p/out");
        link(&dir, "../out", "p/too");
        let plain = run(&dir, &[LOOK, &["p"]].concat());
        assert_eq!(messages(&plain), ["p/a.proto own"]);
        assert!(plain.out.contains("2 links") && plain.out.contains("`--follow-links`"), "{}", plain.out);
        let told = run(&dir, &[LOOK, &["p", "--follow-links"]].concat());
        assert_eq!(messages(&told), ["p/a.proto own", "p/out/o.proto outer"], "{}", told.out);
        // What the user types may be a link.
        assert_eq!(messages(&run(&dir, &[LOOK, &["p/out"]].concat())), ["p/out/o.proto outer"]);
        assert_eq!(messages(&run(&dir, &[LOOK, &["p/out/o.proto"]].concat())), ["p/out/o.proto outer"]);
        // Files of the same repository are not outside.
        std::fs::create_dir(dir.path(".git")).expect("a directory");
        assert_eq!(messages(&run(&dir, &[LOOK, &["p"]].concat())), ["p/a.proto own", "p/out/o.proto outer"]);
    }

    #[test]
    fn no_line_of_what_a_link_leads_to_is_quoted() {
        let dir = Dir::new().file("secret", "SECRET=1\n").file("secret.proto", "SECRET=1\n").file(
            "p/a.proto",
            "syntax = \"proto3\";\nimport \"env.proto\";\nimport \"s.proto\";\nimport \"process/environ\";\n\
             import \"plain\";\nimport \"proc/self/environ\";\nimport \"up/secret.proto\";\nimport \"config.proto\";\n",
        );
        let dir = dir.file("p/.git/config", "[core]\n\tSECRET=1\n");
        for (target, path) in [
            ("/proc/self/environ", "p/env.proto"),
            ("../secret", "p/s.proto"),
            ("/proc/self", "p/process"),
            ("../secret", "p/plain"),
            ("..", "p/up"),
            (".git/config", "p/config.proto"),
        ] {
            link(&dir, target, path);
        }
        for args in [
            &["check", "p"][..],
            &["check", "p/a.proto"],
            &["breaking", "p", "--against", "p"],
            &["diff", "p", "p"],
        ] {
            let run = Command::new(env!("CARGO_BIN_EXE_protolint"))
                .args(args)
                .current_dir(dir.path(""))
                .env("SECRET", "1")
                .output();
            let run = run.expect("the program starts");
            let text = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
            assert!(text.contains("p/a.proto") && !text.contains("SECRET=1"), "{args:?}: {text}");
        }
    }

    #[test]
    fn fixes_are_written_to_files_that_were_named() {
        let bad = "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage M {\n  string userName = 1;\n}\n";
        let fix = ["check", "--only", "FIELD_LOWER_SNAKE_CASE", "--fix=source"];
        let dir = Dir::new().file("out/o.proto", bad).file("p/a.proto", bad.replace("acme", "other"));
        link(&dir, "../out/o.proto", "p/o.proto");
        for path in ["p", "p/o.proto"] {
            run(&dir, &[&fix[..], &[path]].concat());
            assert_eq!(std::fs::read_to_string(dir.path("out/o.proto")).expect("a file"), bad, "{path}");
        }
        let followed = run(&dir, &[&fix[..], &["p", "--follow-links"]].concat());
        assert!(followed.code == 2 && followed.err.contains("nothing was fixed"), "{}", followed.err);
        // A file that has other names keeps them as they were.
        let dir = Dir::new().file("a.proto", bad);
        std::fs::hard_link(dir.path("a.proto"), dir.path("other")).expect("a link");
        run(&dir, &[&fix[..], &["a.proto"]].concat());
        assert!(std::fs::read_to_string(dir.path("a.proto")).expect("a file").contains("user_name"));
        assert_eq!(std::fs::read_to_string(dir.path("other")).expect("a file"), bad);
        let dir = Dir::new().file("a.proto", bad);
        std::fs::set_permissions(dir.path("a.proto"), std::fs::Permissions::from_mode(0o444))
            .expect("permissions");
        let refused = run(&dir, &[&fix[..], &["a.proto"]].concat());
        assert!(refused.code == 2 && refused.err.contains("it is read-only"), "{}", refused.err);
    }
}

#[test]
fn credentials_of_an_address_are_not_printed() {
    let dir = repository();
    for credentials in ["user:secret", "secret", "user:se@cret@secret"] {
        let address = format!("http://{credentials}@127.0.0.1:1/x.git");
        for args in [
            &["check", &address][..],
            &["check", "--against", &address],
            &["breaking", "--against", &format!("{address}#branch=main")],
            &["breaking", "--against", &format!("{address}#nonsense=1")],
            &["diff", &address, "."],
            &["check", "--config", &format!("breaking.against='{address}'")],
        ] {
            let run = dir.protolint(args);
            assert_eq!(run.code, 2, "{args:?}");
            assert!(run.err.contains("127.0.0.1") && !run.err.contains("secret"), "{}", run.err);
        }
    }
}
