//! What is done to an input, and what must hold afterwards.

use std::fmt::Write as _;
use std::path::PathBuf;

use protolint::breaking::{self, Breaks, Side};
use protolint::compile::{Compiled, EarlierFiles, ImportPaths, Timings, compile, load, lower};
use protolint::config::{locate, set};
use protolint::descriptor::{EncodeOptions, encode_set_entry};
use protolint::diag::{Diagnostic, Severity, sort};
use protolint::diff::{Version, diff};
use protolint::files::{Content, Entry, Tree};
use protolint::fix::{Checked, fix};
use protolint::image::{Image, decode_json, decode_set};
use protolint::lint::{self, Comments, Suppressions, lint};
use protolint::report;
use protolint::scaffold::{Config, Settings, crate_name, scaffold};
use protolint::schema::FileId;
use protolint::syntax;
use protolint::text::Source;

use crate::case::{Case, Files};
use crate::properties::{is_plain, reports, written};

/// What is done to an input. `Err` where a property does not hold; a fault of the program is a panic.
pub type Run = fn(&Case) -> Result<(), String>;

/// Every target by name.
pub const TARGETS: &[(&str, Run)] = &[
    ("parse", parse),
    ("compile", compile_files),
    ("lint", lint_files),
    ("fix", fix_lint),
    ("breaking", break_files),
    ("reserve", fix_breaking),
    ("diff", diff_files),
    ("set", read_set),
    ("json", read_json),
    ("config", configure),
    ("generate", generate_code),
    ("scaffold", scaffold_crate),
    ("command", crate::command::run),
];

/// The target of a name.
pub fn target(name: &str) -> Option<Run> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, run)| *run)
}

fn parse(case: &Case) -> Result<(), String> {
    for (name, bytes) in case.protos() {
        let (tree, found) = syntax::parse(&Source::new(&*name, &*name, bytes));
        lower(tree);
        reports(&found)?;
    }
    Ok(())
}

/// Files in memory.
fn tree(files: &Files) -> Tree {
    let entry = |bytes: &[u8]| Entry::File(Content::Bytes(bytes.into()));
    Tree::of("", None, files.iter().map(|(name, bytes)| (name.clone(), entry(bytes))))
}

fn names(files: &Files) -> Vec<String> {
    files.iter().map(|(name, _)| name.clone()).collect()
}

fn compiled_in(tree: Tree, names: &[String]) -> Compiled {
    let mut paths = ImportPaths::within(tree, EarlierFiles::default());
    paths.add("", ".");
    compile(load(&paths, names, Vec::new()), &mut Timings::default())
}

/// Some of the files, and what they import of the others.
pub fn compiled_some(files: &Files, names: &[String]) -> Compiled {
    compiled_in(tree(files), names)
}

fn compiled(files: &Files) -> Compiled {
    compiled_some(files, &names(files))
}

fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| found.severity == Severity::Error)
}

/// The descriptor set of some files and of what they import.
fn encoded(compiled: &Compiled, retain_options: bool) -> Vec<u8> {
    let options = EncodeOptions { source_info: true, retain_options };
    let mut set = Vec::new();
    for file in 0..compiled.schema.len {
        encode_set_entry(&compiled.schema, file as FileId, options, &mut set);
    }
    set
}

/// A schema from what was in a descriptor set.
fn compiled_image(image: Image) -> Compiled {
    let names: Vec<String> = image.files.iter().map(|file| file.name.to_string()).collect();
    compile(load(&ImportPaths::new(), &names, image.files), &mut Timings::default())
}

/// Findings as one text, to compare.
fn shown(found: &[Diagnostic]) -> String {
    found.iter().fold(String::new(), |mut text, found| {
        let Diagnostic { code, place, message, help, labels, .. } = found;
        let _ =
            writeln!(text, "{} {:?} {code} {message} {help:?} {}", place.path, place.bounds(), labels.len());
        text
    })
}

fn compile_files(case: &Case) -> Result<(), String> {
    let files = case.protos();
    let one = compiled(&files);
    reports(&one.diagnostics)?;
    let set = encoded(&one, true);
    let mut reversed = files.clone();
    reversed.reverse();
    let again = compiled(&files);
    if encoded(&again, true) != set || shown(&again.diagnostics) != shown(&one.diagnostics) {
        return Err("a second run has another result".to_owned());
    }
    if has_errors(&one.diagnostics) {
        if !has_errors(&compiled(&reversed).diagnostics) {
            return Err("the order of the files changes the verdict".to_owned());
        }
        return Ok(());
    }
    if has_errors(&compiled(&reversed).diagnostics) {
        return Err("the order of the files changes the verdict".to_owned());
    }
    let image =
        decode_set(&set, "set.binpb").map_err(|fault| format!("our set is not read: {}", fault.message))?;
    if let Some(fault) = image.faults.first() {
        return Err(format!("our set is faulty: {}", fault.message));
    }
    let from_set = compiled_image(image);
    if let Some(error) = from_set.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Err(format!("our set does not compile: {} {}", error.code, error.message));
    }
    for retain in [true, false] {
        if encoded(&from_set, retain) != encoded(&one, retain) {
            return Err(format!("our set is written differently when it was read (all options: {retain})"));
        }
    }
    Ok(())
}

/// Every rule, and what comments suppress, over files that need not compile.
fn linted(compiled: &Compiled) -> Vec<Diagnostic> {
    let selection = lint::Selection { rules: lint::RULES.iter().map(lint::Selected::new).collect() };
    let mut found = compiled.diagnostics.clone();
    found.extend(lint(&compiled.schema, &compiled.roots, &selection));
    let mut suppressions = Suppressions::new(&compiled.schema, &compiled.roots, Comments::default());
    suppressions.apply(&mut found, |id| selection.runs(id));
    found.extend(suppressions.lint(&selection, breaking::is_rule));
    sort(&mut found);
    found
}

fn lint_files(case: &Case) -> Result<(), String> {
    let files = case.protos();
    let compiled = compiled(&files);
    let found = linted(&compiled);
    if shown(&linted(&compiled)) != shown(&found) {
        return Err("a second run has another result".to_owned());
    }
    reports(&found)?;
    written(|out| report::count_table(&report::count(&found), out)).map(drop)
}

/// Fixes until nothing is left, and looks whether that holds.
fn fixed(files: &Files, look: impl Fn(&Compiled) -> Vec<Diagnostic>) -> Result<(), String> {
    let seen = |tree: Tree| {
        let compiled = compiled_in(tree, &names(files));
        Ok::<_, String>(Checked { found: look(&compiled), schemas: vec![compiled.schema] })
    };
    for reach in [None, Some(Breaks::Wire)] {
        let before = seen(tree(files))?;
        let broken = has_compile_errors(&before.found);
        let fixed = fix(before, &tree(files), reach, seen)?;
        let mut after = files.clone();
        for (name, bytes) in &mut after {
            if let Some(change) = fixed.files.get(&**name) {
                bytes.clone_from(&change.after);
            }
        }
        for text in fixed.refused.values() {
            is_plain(text).map_err(|why| format!("what a fix did {why}"))?;
        }
        let again = seen(tree(&after))?;
        if !broken && has_compile_errors(&again.found) {
            return Err("a fix breaks the files".to_owned());
        }
        if shown(&again.found) != shown(&fixed.found) {
            return Err("after fixes there is something else to find than was said".to_owned());
        }
        let twice = fix(again, &tree(&after), reach, |changed| {
            let compiled = compiled_in(changed, &names(&after));
            Ok::<_, String>(Checked { found: look(&compiled), schemas: vec![compiled.schema] })
        })?;
        if fixed.refused.is_empty() && !twice.files.is_empty() {
            let rules: Vec<&str> = twice.applied.into_keys().collect();
            return Err(format!("fixes do not converge: {}", rules.join(", ")));
        }
    }
    Ok(())
}

fn has_compile_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| !lint::is_suppressible(found))
}

fn fix_lint(case: &Case) -> Result<(), String> {
    fixed(&case.protos(), linted)
}

/// What changed breaks, by every rule.
fn broken(old: &Compiled, new: &Compiled) -> Vec<breaking::Finding> {
    let rules = breaking::RULES.iter().map(breaking::Selected::new).collect();
    breaking::breaking(Side::all(&old.schema), Side::all(&new.schema), &breaking::Selection { rules })
}

fn diagnostics(found: Vec<breaking::Finding>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = found.into_iter().map(|found| found.diagnostic).collect();
    sort(&mut found);
    found
}

/// The two versions, where they compile: nothing else is compared.
fn versions(case: &Case) -> Option<(Compiled, Compiled)> {
    let (old, new) = (compiled(&case.old_protos()), compiled(&case.protos()));
    (!has_errors(&old.diagnostics) && !has_errors(&new.diagnostics)).then_some((old, new))
}

fn break_files(case: &Case) -> Result<(), String> {
    let Some((old, new)) = versions(case) else { return Ok(()) };
    let found = diagnostics(broken(&old, &new));
    if shown(&diagnostics(broken(&old, &new))) != shown(&found) {
        return Err("a second run has another result".to_owned());
    }
    if let Some(found) = broken(&new, &new).first() {
        return Err(format!("a schema breaks itself: {}", found.diagnostic.code));
    }
    reports(&found)?;
    // Schemas that were read from sets are no others.
    let from_set = decode_set(&encoded(&new, true), "new").map(compiled_image);
    let from_set = from_set.map_err(|fault| format!("our set is not read: {}", fault.message))?;
    let ids = |found: Vec<breaking::Finding>| {
        let mut ids: Vec<_> = found.into_iter().map(|found| (found.diagnostic.code, found.subject)).collect();
        ids.sort();
        ids
    };
    if ids(broken(&old, &from_set)) != ids(broken(&old, &new)) {
        return Err("a descriptor set breaks something else than its sources".to_owned());
    }
    Ok(())
}

fn fix_breaking(case: &Case) -> Result<(), String> {
    let old = compiled(&case.old_protos());
    if has_errors(&old.diagnostics) || has_errors(&compiled(&case.protos()).diagnostics) {
        return Ok(());
    }
    fixed(&case.protos(), |new| {
        if has_errors(&new.diagnostics) {
            return new.diagnostics.clone();
        }
        diagnostics(broken(&old, new))
    })
}

fn diff_files(case: &Case) -> Result<(), String> {
    let Some((old, new)) = versions(case) else { return Ok(()) };
    let version = |of: &'_ Compiled| -> Vec<FileId> { of.roots.clone() };
    let (old_files, new_files) = (version(&old), version(&new));
    let old = Version { schema: &old.schema, files: &old_files };
    let new = Version { schema: &new.schema, files: &new_files };
    let changes = diff(old, new);
    if diff(old, new) != changes {
        return Err("a second run has another result".to_owned());
    }
    if let Some(change) = diff(new, new).first() {
        return Err(format!("a schema differs from itself: {}", change.text));
    }
    diff(new, old);
    written(|out| report::changes_text(&changes, out)).map_err(|why| format!("diff as text: {why}"))?;
    written(|out| report::changes_markdown(&changes, out))
        .map_err(|why| format!("diff as markdown: {why}"))?;
    let text =
        written(|out| report::changes_json(&changes, out)).map_err(|why| format!("diff as JSON: {why}"))?;
    serde_json::from_str::<serde_json::Value>(&text).map(drop).map_err(|error| format!("no JSON: {error}"))
}

/// What a set that was read must be like: everything can be done with it, and it is written as it is read again.
fn use_image(image: Image) -> Result<(), String> {
    reports(&image.faults)?;
    let is_faulty = has_errors(&image.faults);
    let compiled = compiled_image(image);
    reports(&linted(&compiled))?;
    if is_faulty || has_errors(&compiled.diagnostics) {
        return Ok(());
    }
    let set = encoded(&compiled, true);
    let again =
        decode_set(&set, "again").map_err(|fault| format!("our set is not read: {}", fault.message))?;
    let again = compiled_image(again);
    if let Some(error) = again.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Err(format!("our set does not compile: {} {}", error.code, error.message));
    }
    if encoded(&again, true) != set {
        return Err("our set is written differently when it was read".to_owned());
    }
    reports(&diagnostics(broken(&compiled, &again)))?;
    let every_file: Vec<FileId> = (0..compiled.schema.len as FileId).collect();
    let [old, new] = [&compiled, &again].map(|of| Version { schema: &of.schema, files: &every_file });
    if let Some(change) = diff(old, new).first() {
        return Err(format!("a schema differs from its own set: {}", change.text));
    }
    protolint::generate::generate(
        &compiled.schema,
        &compiled.roots,
        &protolint::generate::Settings::default(),
    );
    Ok(())
}

fn read_set(case: &Case) -> Result<(), String> {
    match decode_set(case.get("set.binpb").unwrap_or_default(), "set.binpb") {
        Ok(image) => use_image(image),
        Err(fault) => reports(&[fault]),
    }
}

fn read_json(case: &Case) -> Result<(), String> {
    let json = case.get("set.json").unwrap_or_default();
    let image = match decode_json(json, "set.json") {
        Ok(image) => image,
        Err(fault) => return reports(&[fault]),
    };
    // What was not changed means what the bytes mean that it was made of.
    if let Some(bytes) = case.get("set.binpb")
        && crate::json::of_set(bytes).is_some_and(|made| made.to_string().as_bytes() == json)
        && let Ok(binary) = decode_set(bytes, "set.json")
        && binary.faults.is_empty()
    {
        let (text, binary) = (compiled_image(image.clone()), compiled_image(binary));
        if encoded(&text, true) != encoded(&binary, true) {
            return Err("JSON means something else than the bytes it was made of".to_owned());
        }
    }
    use_image(image)
}

fn configure(case: &Case) -> Result<(), String> {
    let entries = tree(&case.files);
    let located = match locate(&entries, "") {
        Ok(located) => located,
        Err(found) => {
            return if found.is_empty() {
                Err("refused without a reason".to_owned())
            } else {
                reports(&found)
            };
        }
    };
    let mut settings = located.map(|located| located.settings).unwrap_or_default();
    reports(&settings.notices)?;
    if let Some(argument) = case.get("argument")
        && let Err(found) = set(&mut settings, &String::from_utf8_lossy(argument))
    {
        reports(&found)?;
    }
    let files = case.protos();
    let paths: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    for module in &mut settings.modules {
        module.lint.running().count();
        module.lint.groups(&paths);
        module.breaking.groups(&paths);
        for path in &paths {
            module.files.have(path);
            module.has(path);
            module.lint.ignores.covers("PACKAGE_DEFINED", path);
        }
        // Either is fine.
        let _ = module.choose(&["STANDARD".to_owned()], &["COMMENTS".to_owned()]);
    }
    for name in [protolint::config::BASELINE, "protogen.toml"] {
        let Some(text) = case.get(name) else { continue };
        let text = String::from_utf8_lossy(text);
        let faults = [protolint::baseline::Baseline::parse(&text).err(), Config::parse(&text).err()];
        for fault in faults.into_iter().flatten() {
            is_plain(&fault).map_err(|why| format!("{name}: the message {why}"))?;
        }
    }
    if let Some(text) = case.get(protolint::config::APPROVALS) {
        match protolint::approvals::Approvals::parse(Source::new("a", "a", text.to_vec())) {
            Ok(approvals) => {
                let again = Source::new("a", "a", approvals.text().into_bytes());
                if protolint::approvals::Approvals::parse(again).is_err() {
                    return Err("approvals that were written are not read".to_owned());
                }
            }
            Err(fault) => reports(&[fault])?,
        }
    }
    Ok(())
}

fn generate_code(case: &Case) -> Result<(), String> {
    let compiled = compiled(&case.protos());
    if has_errors(&compiled.diagnostics) {
        return Ok(());
    }
    let settings = protolint::generate::Settings::default();
    let run = || protolint::generate::generate(&compiled.schema, &compiled.roots, &settings);
    let (one, two) = (run(), run());
    reports(&one.diagnostics)?;
    let texts =
        |of: protolint::generate::Generated| of.files.into_iter().map(|file| file.text).collect::<Vec<_>>();
    if texts(one) != texts(two) {
        return Err("a second run has another result".to_owned());
    }
    Ok(())
}

fn scaffold_crate(case: &Case) -> Result<(), String> {
    let compiled = compiled(&case.protos());
    if has_errors(&compiled.diagnostics) {
        return Ok(());
    }
    let Ok(name) = crate_name(&compiled.schema, &compiled.roots, None) else { return Ok(()) };
    for build_script in [false, true] {
        let settings = Settings { name: name.clone(), config: Config::default(), build_script };
        let run = || scaffold(&compiled.schema, &compiled.roots, &settings);
        let (one, two) = match (run(), run()) {
            (Ok(one), Ok(two)) => (one, two),
            (Err(why), _) => return is_plain(&why),
            _ => return Err("a second run has another result".to_owned()),
        };
        reports(&one.diagnostics)?;
        for (a, b) in one.files.iter().zip(&two.files) {
            if a.content != b.content || a.path != b.path {
                return Err("a second run has another result".to_owned());
            }
            let path = PathBuf::from(&a.path);
            if path.is_absolute() || path.components().any(|part| part.as_os_str() == "..") {
                return Err(format!("a file outside of the crate: {}", a.path));
            }
            if a.path.ends_with(".toml") && toml_is_broken(&a.content) {
                return Err(format!("{} is no TOML", a.path));
            }
        }
    }
    Ok(())
}

fn toml_is_broken(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).parse::<toml::Table>().is_err()
}

/// The descriptor set of some files, which need not compile.
pub fn set_of(files: &Files) -> Vec<u8> {
    encoded(&compiled(files), true)
}

/// The descriptor set of the files that were asked for.
pub fn set_of_roots(compiled: &Compiled) -> Vec<u8> {
    let options = EncodeOptions { source_info: true, retain_options: false };
    let mut set = Vec::new();
    for &file in &compiled.roots {
        encode_set_entry(&compiled.schema, file, options, &mut set);
    }
    set
}
