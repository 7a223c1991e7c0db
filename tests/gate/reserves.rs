//! The `reserved` lines that a deletion lacks, as the findings carry them.

use protolint::breaking::{Finding, RULES, Selected, Selection, Side, breaking};
use protolint::compile::Compiled;
use protolint::diag::Edit;

fn compiled(text: &str) -> Compiled {
    crate::support::pairs::compiled(vec![("a.proto".to_owned(), text.to_owned())])
}

fn run(old: &Compiled, new: &Compiled) -> Vec<Finding> {
    let selection = Selection { rules: RULES.iter().map(Selected::new).collect() };
    breaking(Side::all(&old.schema), Side::all(&new.schema), &selection)
}

fn fixed(new: &str, edits: &[&Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = new.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// The new file with the fixes of all findings, which then has nothing more to reserve.
fn reserved(old: &str, new: &str) -> String {
    let old = compiled(old);
    let found = run(&old, &compiled(new));
    let mut edits: Vec<&Edit> = Vec::new();
    for edit in found.iter().filter_map(|found| found.diagnostic.fix.as_ref()).flat_map(|fix| fix.edits()) {
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }
    let text = fixed(new, &edits);
    let found = run(&old, &compiled(&text));
    assert!(found.iter().all(|found| found.diagnostic.fix.is_none()), "{text}");
    text
}

const OLD: &str = "syntax = \"proto3\";
message M {
  string a = 1; string b = 2; string c = 3; string d = 4; string e = 9;
}
";

#[test]
fn new_lines_go_to_the_top_of_the_body() {
    let new = "syntax = \"proto3\";\n\nmessage M { // all of it\n  // The first.\n  string a = 1;\n}\n";
    insta::assert_snapshot!(reserved(OLD, new));
}

#[test]
fn lists_on_one_line_are_written_anew() {
    let new =
        "syntax = \"proto3\";\nmessage M {\n  string a = 1;\n  reserved 8, 3; // why\n  reserved 'c';\n}\n";
    insta::assert_snapshot!(reserved(OLD, new));
}

#[test]
fn comments_in_a_list_stay_where_they_are() {
    let new = "syntax = \"proto3\";
message M {
  string a = 1;
  reserved
    20, // the first draft
    30; // the second
  reserved
    \"x\",
    \"y\" /* never used */;
}
";
    insta::assert_snapshot!(reserved(OLD, new));
}

#[test]
fn bodies_on_one_line_stay_on_one_line() {
    let old =
        "syntax = \"proto3\";\nmessage M { string a = 1; string b = 2; }\nmessage N { string a = 1; }\n";
    insta::assert_snapshot!(reserved(
        old,
        "syntax = \"proto3\";\nmessage M { string a = 1; }\nmessage N {}\n"
    ));
}

#[test]
fn options_and_statements_that_are_there_come_first() {
    let old = "syntax = \"proto3\";
enum E { option allow_alias = true; A = 0; AA = 0; B = 1; C = 2; CC = 2; D = -3; }
message M { string a = 1; string b = 2; }
";
    let new = "syntax = \"proto3\";
enum E {
\toption allow_alias = true; // for C
\tA = 0; AA = 0;
}
message M {
  string a = 1;
  reserved 9; /* a comment
    of two lines */
}
";
    insta::assert_snapshot!(reserved(old, new));
}

#[test]
fn editions_reserve_identifiers() {
    let old = "edition = \"2023\";\nmessage M {\n  string a = 1;\n  string b = 2;\n}\nenum E { A = 0; B = 1; C = 2; }\n";
    let new = "edition = \"2023\";\nmessage M {\n  string a = 1;\n}\nenum E {\n  A = 0;\n  reserved B_OLD, B_OLDER;\n}\n";
    insta::assert_snapshot!(reserved(old, new));
}

#[test]
fn what_is_in_use_is_not_reserved() {
    let old = "syntax = \"proto2\";
message M {
  optional string a = 1;
  optional string b = 2;
  optional int32 c = 100;
  optional group G = 3 { optional string x = 1; optional string y = 2; }
}
";
    let new = "syntax = \"proto2\";
message M {
  extensions 100 to max;
  optional string b = 1;
  optional string a = 5;
  optional group G = 3 { optional string x = 1; }
}
";
    insta::assert_snapshot!(reserved(old, new));
}

#[test]
fn line_breaks_are_those_of_the_file() {
    let new = "syntax = \"proto3\";\r\nmessage M {\r\n  string a = 1;\r\n}\r\n";
    let text = reserved(OLD, new);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
    assert!(text.contains("{\r\n  reserved 2 to 4, 9;\r\n"), "{text:?}");
}
