//! `protolint diff` as people run it.

use crate::support::Dir;

const OLD: &str = r#"syntax = "proto3";
package acme.user.v1;

// A user.
message User {
  string user_id = 1;
  string username = 2;
  string email = 3;
  int32 age = 4;
  string phone = 5;
  repeated string roles = 6;
  map<string, int64> counts = 7;
  oneof contact { string fax = 8; string pager = 9; }
  message Address { string street = 1; string city = 2; }
  Address address = 10;
  string first = 11;
  string second = 12;
}

message Settings { bool dark = 1; }
message Legacy { string a = 1; }

enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_ACTIVE = 1;
  STATUS_BANNED = 2;
  STATUS_GONE = 3;
}

service UserService {
  rpc GetUser(User) returns (User);
  rpc WatchUsers(User) returns (stream User);
  rpc DropUser(User) returns (Settings);
}
"#;

const NEW: &str = r#"syntax = "proto3";
package acme.user.v1;
import "settings.proto";
option go_package = "acme/user";

// A user of the shop.
message User {
  reserved 5;
  reserved "phone";
  string user_id = 1;
  string user_name = 2;
  int64 age = 4;
  repeated string roles = 6 [deprecated = true];
  map<string, int32> counts = 7;
  string fax = 8;
  message Address { string street = 1; string city = 2; string zip = 3; message Inner {} }
  Address address = 10;
  bytes other = 11;
  string second = 13;
  Settings settings = 14;
}

enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_ENABLED = 1;
  STATUS_BANNED = 2;
  STATUS_NEW = 4;
}

service UserService {
  rpc GetUser(User) returns (stream User);
  rpc ListUsers(User) returns (stream User);
  rpc AddUser(User) returns (User);
}

service Fresh {}
"#;

const SETTINGS: &str =
    "syntax = \"proto3\";\npackage acme.user.v1;\nmessage Settings { bool dark = 1; bool large = 2; }\n";

fn versions() -> Dir {
    let dir = Dir::new()
        .file("old/user.proto", OLD)
        .file("old/misc/a.proto", "syntax = \"proto3\";\npackage acme.misc;\nmessage A { string a = 1; }\n");
    let dir = dir.file("new/user.proto", NEW).file("new/settings.proto", SETTINGS);
    dir.file("new/misc/b.proto", "syntax = \"proto3\";\npackage acme.misc;\nmessage A { string a = 1; }\n")
}

#[test]
fn every_kind_of_change_is_told_with_its_level() {
    let run = versions().protolint(&["diff", "old", "new"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn programs_and_release_pages_read_it_too() {
    let dir = Dir::new()
        .file("old/a.proto", "syntax = \"proto3\";\npackage a.v1;\nmessage M { string a = 1; }\n")
        .file(
            "new/a.proto",
            "syntax = \"proto3\";\npackage a.v1;\nmessage M { string b = 1; int32 c = 2; }\n",
        );
    insta::assert_snapshot!("json", dir.protolint(&["diff", "old", "new", "--format", "json"]).out);
    insta::assert_snapshot!("markdown", dir.protolint(&["diff", "old", "new", "--format", "markdown"]).out);
}

#[test]
fn renamed_types_and_services_are_recognised() {
    let file = |text: &str| format!("syntax = \"proto3\";\npackage a.v1;\n{text}");
    let old = "message User {\n  message Address { string city = 1; }\n  Address home = 1;\n  Kind kind = 2;\n\
               \x20 User parent = 3;\n}\n\
               enum Kind { KIND_UNSPECIFIED = 0; KIND_ADMIN = 1; }\n\
               message GetUserRequest { string id = 1; }\n\
               service UserService { rpc Get(GetUserRequest) returns (User); }\n\
               message Kept { User user = 1; map<string, User> users = 2; }\n\
               message First { string a = 1; }\nmessage Second { string a = 1; }\n";
    let new = old
        .replace("GetUserRequest", "GetAccountRequest")
        .replace("UserService", "AccountService")
        .replace("User ", "Account ")
        .replace("User)", "Account)")
        .replace("User>", "Account>")
        .replace("string city = 1;", "string city = 1; string zip = 2;")
        .replace("KIND_", "ROLE_")
        .replace("Kind ", "Role ")
        .replace("First", "Third")
        .replace("Second", "Fourth");
    let dir = Dir::new().file("old/a.proto", file(old)).file("new/a.proto", file(&new));
    let run = dir.protolint(&["diff", "old", "new"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    insta::assert_snapshot!(run.out);
}

/// The version bump from one text of a message to another.
fn bump(old: &str, new: &str) -> String {
    let file = |text: &str| format!("syntax = \"proto3\";\npackage a.v1;\nmessage M {{\n{text}\n}}\n");
    let run = Dir::new()
        .file("old/a.proto", file(old))
        .file("new/a.proto", file(new))
        .protolint(&["diff", "old", "new"]);
    assert_eq!(run.code, 0);
    run.out.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_version_follows_from_the_changes() {
    assert_eq!(bump("string a = 1;", "string a = 1;"), "version bump: none");
    assert_eq!(bump("string a = 1;", "  string a=1; // the name\n"), "version bump: none");
    assert_eq!(bump("string a = 1;", "// The name.\nstring a = 1;"), "version bump: patch");
    assert_eq!(bump("string a = 1;", "string a = 1; string b = 2;"), "version bump: minor");
    assert_eq!(bump("string a = 1;", "string a = 1 [deprecated = true];"), "version bump: minor");
    assert_eq!(bump("string a = 1;", "reserved 1; reserved \"a\";"), "version bump: major");
    assert_eq!(bump("string a = 1;", "string b = 1;"), "version bump: major");
}

#[test]
fn what_does_not_compile_is_not_compared() {
    let dir = Dir::new().file("old/a.proto", "message").file("new/a.proto", "syntax = \"proto3\";\n");
    let run = dir.protolint(&["diff", "old", "new"]);
    assert_eq!((run.code, &*run.out), (1, ""));
    assert!(run.err.contains("old/a.proto:1:8: error"), "{}", run.err);
    assert_eq!(dir.protolint(&["diff", "old", "nowhere"]).code, 2);
}

#[test]
fn a_revision_means_the_place_of_what_there_is_now() {
    let git = |dir: &Dir, args: &[&str]| {
        let user = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        assert_eq!(dir.run("git", &[&user, args].concat()).code, 0, "{args:?}");
    };
    let file = |message: &str| format!("syntax = \"proto3\";\npackage p;\nmessage M {{}}\n{message}\n");
    let dir =
        Dir::new().file("p/a.proto", file("")).file("other/b.proto", "syntax = \"proto3\";\npackage b;\n");
    for args in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-qm", "first"]] {
        git(&dir, args);
    }
    let absolute = dir.path("p").display().to_string();
    let inputs: [(&str, &[&str]); 9] = [
        ("", &["main"]),
        ("", &["main", "p"]),
        ("", &["main", "./p/"]),
        ("", &["main", "p/a.proto"]),
        ("", &["main", &absolute]),
        ("", &["main:p", "p"]),
        ("", &[".git#branch=main,subdir=p", "p"]),
        ("p", &["main"]),
        ("other", &["main", "../p"]),
    ];
    let protolint = env!("CARGO_BIN_EXE_protolint");
    let diff = |inside: &str, args: &[&str]| {
        let run = dir.run_in(inside, protolint, &[&["diff"], args].concat());
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        run.out
    };
    for (inside, args) in inputs {
        assert_eq!(diff(inside, args), "version bump: none\n", "{args:?} in {inside:?}");
    }
    std::fs::write(dir.path("p/a.proto"), file("message New {}")).expect("a file");
    for (inside, args) in inputs {
        let told = diff(inside, args);
        assert!(told.contains("New") && told.ends_with("version bump: minor\n"), "{args:?}: {told}");
    }
    git(&dir, &["commit", "-qam", "second"]);
    assert!(diff("", &["HEAD~1", "HEAD"]).ends_with("version bump: minor\n"));
    assert!(diff("p", &["HEAD~1", "HEAD"]).ends_with("version bump: minor\n"));
}
