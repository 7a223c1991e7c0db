//! A second opinion: protox writes the same descriptors, source info aside, wherever it can read the sources.

use std::fmt::Write as _;

use protolint::compile::{Compiled, Timings, compile};
use protolint::descriptor::EncodeOptions;
use protolint::diag::Severity;

use crate::support::difference::differences;
use crate::support::fixtures::{Input, Verdict, encode_set, files_below};

/// Something protox does in another way than protoc.
struct Fault {
    /// What it does.
    what: &'static str,
    /// Whether that is the reason of a line of `disagreements`.
    explains: fn(&str) -> bool,
}

/// All we know of. tests/compiler/goldens.rs shows that protoc takes our side.
const FAULTS: &[Fault] = &[
    Fault { what: "knows no editions", explains: |line| line.ends_with("but found 'edition'") },
    Fault {
        what: "reads no options behind a single extension number",
        explains: |line| line.ends_with("refused: expected 'to', ',' or ';', but found '['"),
    },
    Fault {
        what: "takes a type or a field called `map` for a map",
        explains: |line| line.contains("refused: expected '<', but found"),
    },
    Fault {
        what: "refuses reserved names that are no identifiers",
        explains: |line| line.ends_with("refused: invalid identifier"),
    },
    Fault {
        what: "refuses a byte order mark",
        explains: |line| line.contains("/bom") && line.ends_with("refused: invalid token"),
    },
    Fault {
        what: "refuses comments and strings that are not UTF-8",
        explains: |line| line.ends_with("is not valid utf-8"),
    },
    Fault {
        what: "rounds the double halfway between the largest float and infinity up",
        explains: |line| {
            line.contains("/ok_float_halfway/") && line.ends_with("theirs is 0x7f800000, ours 0x7f7fffff")
        },
    },
    Fault {
        what: "refuses integers of more than 64 bits, which are floats",
        explains: |line| line.ends_with("refused: integer is too large"),
    },
    Fault {
        what: "refuses infinity, written `inf`, as the value of an option",
        explains: |line| line.ends_with("but found 'inf'"),
    },
    Fault {
        what: "writes default values that are floats without exponents, in full and not as what they are rounded to",
        explains: |line| line.contains("/float_defaults.proto: ") && line.contains(" . 7: theirs is"),
    },
    Fault {
        what: "refuses names with the same JSON name where that is allowed",
        explains: |line| line.contains("refused: camel-case name of field"),
    },
    Fault {
        what: "refuses equal custom JSON names in spite of deprecated_legacy_json_field_conflicts",
        explains: |line| line.contains("refused: a field with JSON name"),
    },
    Fault {
        what: "refuses the reserved numbers in imports too",
        explains: |line| line.ends_with("refused: invalid field number '19001'"),
    },
    Fault {
        what: "refuses the extension numbers of message sets beyond those of fields",
        explains: |line| line.ends_with("refused: message numbers must be between 1 and 536870911"),
    },
    Fault { what: "keeps options that are for the compiler only", explains: keeps_source_retention },
    Fault {
        what: "drops the options of a method whose body is empty",
        explains: |line| line.ends_with("4: theirs is nothing, ours \"\""),
    },
];

/// Such options stand in one fixture, and about the extension ranges of many.
fn keeps_source_retention(line: &str) -> bool {
    let dropped = line.ends_with("ours nothing") || line.ends_with("ours \"\"");
    dropped && (line.contains("/ok_retention/") || line.contains(" . 5 . 3: "))
}

#[test]
fn protox_agrees_wherever_it_is_right() {
    // protox needs more than a test's stack for options that are nested 99 deep.
    let spacious = std::thread::Builder::new().stack_size(64 << 20).spawn(compare_all);
    spacious.expect("a thread").join().expect("they agree");
}

fn compare_all() {
    let lines: Vec<String> = inputs().iter().flat_map(disagreements).collect();
    let mut wrong = String::new();
    for line in &lines {
        if !FAULTS.iter().any(|fault| (fault.explains)(line)) {
            _ = writeln!(wrong, "{line}");
        }
    }
    for Fault { what, explains } in FAULTS {
        if !lines.iter().any(|line| explains(line)) {
            _ = writeln!(wrong, "protox is listed with a fault that it does not have: {what}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The sources that protoc accepts: fixtures, and the files that come with us.
fn inputs() -> Vec<Input> {
    let accepted = Verdict::all().into_iter().filter(Verdict::is_accepted);
    let fixtures = accepted.map(|verdict| Input::of(&verdict.fixture)).filter(|input| input.set().is_none());
    let ours = files_below("proto", "proto").into_iter().map(|path| Input {
        directory: "proto".into(),
        name: path.strip_prefix("proto").expect("it is below").to_string_lossy().into_owned(),
    });
    fixtures.chain(ours).collect()
}

/// What protox says to the contrary: that it refuses the input, or each place where its descriptor is another.
fn disagreements(input: &Input) -> Vec<String> {
    let found = match protox(input) {
        Ok(theirs) => differences(&theirs, &protolint(input)),
        Err(error) => vec![format!("refused: {error}")],
    };
    let path = input.directory.join(&input.name);
    found.into_iter().map(|what| format!("{}: {what}", path.display())).collect()
}

fn protox(input: &Input) -> Result<Vec<u8>, protox::Error> {
    let mut compiler = protox::Compiler::new([&input.directory])?;
    compiler.open_file(input.directory.join(&input.name))?;
    Ok(compiler.encode_file_descriptor_set())
}

fn protolint(input: &Input) -> Vec<u8> {
    let Compiled { schema, roots, diagnostics } = compile(input.load().0, &mut Timings::default());
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(errors.count(), 0, "{}", input.name);
    encode_set(&schema, roots, EncodeOptions { source_info: false, retain_options: false })
}
