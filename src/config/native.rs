//! `protolint.toml`, and `--config KEY=VALUE`.

use std::path::Path;

use super::base::Base;
use super::buf_blocks::clean_path;
use super::globs::{self, Globs};
use super::keys::{COMMENTS, FILE, Family, Key as Known, Kind, MAX_INDENT_WIDTH};
use super::native_rules::changes;
use super::node::{Fields, Key, Node, Reader, list};
use super::overrides::{Override, change};
use super::paths::is_in;
use super::settings::{Against, Breaking, Lint, Module, Settings};
use crate::files::{Symlinks, Tree};
use crate::format::Style;
use crate::lint::Comments;
use crate::rules::similar;

/// Where a configuration applies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The tree of the inputs.
    pub tree: &'a Tree,
    /// The directory that its paths are relative to.
    pub base: &'a Base,
}

/// Resolves a file. Errors are reported; the result is then invalid.
pub fn native(node: &Node, place: Place<'_>, reader: &mut Reader) -> Settings {
    let mut settings = Settings::default();
    let fields = reader.fields(Some(node), &names(FILE));
    let mut files = Paths { place, walked: Vec::new() };
    let roots = files.directories(fields.get("roots"), false, reader);
    settings.includes = files.directories(fields.get("include"), true, reader);
    let mut module = Module { roots, ..Module::default() };
    module.files.only = files.globs(fields.get("paths"), reader);
    module.files.except = files.globs(fields.get("exclude"), reader);
    for node in fields.get("overrides").map(|node| reader.items(node)).unwrap_or_default() {
        over(node, &mut module, &mut files, reader);
    }
    settings.modules = vec![module];
    let format = reader.fields(fields.get("format"), &names(table("format")));
    settings.unformatted = files.globs(format.get("exclude"), reader);
    common(fields, format, &mut settings, reader);
    let Place { tree, base } = place;
    if let Some(path) = &mut settings.baseline {
        *path = base.path(&path.to_string_lossy()).into();
    }
    if let Some(Against { input, is_from_file }) = &mut settings.against {
        *is_from_file = true;
        if tree.exists(Path::new(&base.disk(input))) {
            *input = base.disk(input);
        }
    }
    settings
}

/// Applies an argument to settings, whatever file they are from.
pub fn argument(node: &Node, settings: &mut Settings, reader: &mut Reader) {
    let fields = reader.fields(Some(node), &argument_names(FILE));
    let format = reader.fields(fields.get("format"), &argument_names(table("format")));
    common(fields, format, settings, reader);
}

/// The keys that are valid in a file and on the command line.
fn common(fields: Fields<'_>, format: Fields<'_>, settings: &mut Settings, reader: &mut Reader) {
    style(format, &mut settings.style, reader);
    let lint_changes = changes(fields.get("rules"), Family::Lint, reader);
    let breaking = reader.fields(fields.get("breaking"), &names(table("breaking")));
    let breaking_changes = changes(breaking.get("rules"), Family::Breaking, reader);
    let suppressions = reader.fields(fields.get("suppressions"), &names(table("suppressions")));
    let comments = suppressions.get("comments").map(|node| comments(node, reader));
    let unstable = breaking.get("ignore_unstable_packages").map(|node| reader.flag(Some(node)));
    for Module { lint, breaking, .. } in &mut settings.modules {
        change(&mut lint.selection, &lint_changes);
        change(&mut breaking.selection, &breaking_changes);
        lint.comments = comments.unwrap_or(lint.comments);
        breaking.ignore_unstable_packages = unstable.unwrap_or(breaking.ignore_unstable_packages);
    }
    if let Some(node) = fields.get("compiler_warnings") {
        settings.compiler_warnings = reader.flag(Some(node));
    }
    if let Some(against) = reader.quoted(breaking.get("against")) {
        settings.against = Some(Against { input: against.text, is_from_file: false });
    }
    if let Some(path) = reader.quoted(fields.get("baseline")) {
        settings.baseline = Some(path.text.into());
    }
}

/// Reads `format`.
fn style(fields: Fields<'_>, style: &mut Style, reader: &mut Reader) {
    if let Some(node) = fields.get("indent_width")
        && let Some(width) = reader.number(node)
    {
        style.indent_width = width as usize;
        if !(1..=MAX_INDENT_WIDTH).contains(&style.indent_width) {
            let help = format!("write a number from 1 to {MAX_INDENT_WIDTH}");
            reader.error(node.span, format!("an indent width of {width} is not possible"), help);
        }
    }
    for (key, flag) in [
        ("keep_option_order", &mut style.keep_option_order),
        ("keep_import_groups", &mut style.keep_import_groups),
        ("keep_short_bodies", &mut style.keep_short_bodies),
        ("align_equals", &mut style.align_equals),
    ] {
        if let Some(node) = fields.get(key) {
            *flag = reader.flag(Some(node));
        }
    }
}

/// Reads `suppressions.comments`.
fn comments(node: &Node, reader: &mut Reader) -> Comments {
    let words = reader.all_quoted(Some(node));
    for Key { span, text } in words.iter().filter(|word| !COMMENTS.contains(&&*word.text)) {
        let help = match similar(text, COMMENTS.into_iter()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("expected {}", list(&COMMENTS)),
        };
        reader.error(*span, format!("unknown kind of comments `{text}`"), help);
    }
    let has = |name| words.iter().any(|word| word.text == name);
    Comments { own: has(COMMENTS[0]), buf: has(COMMENTS[1]), others: has(COMMENTS[2]) }
}

/// An entry of `overrides`.
fn over(node: &Node, module: &mut Module, files: &mut Paths<'_>, reader: &mut Reader) {
    let fields = reader.fields(Some(node), &names(table("overrides")));
    if fields.get("paths").is_none() {
        let help = "add `paths`, such as `paths = [\"legacy/**\"]`";
        reader.error(node.span, "this override has no `paths`", help);
    }
    let paths = files.globs(fields.get("paths"), reader);
    let breaking = reader.fields(fields.get("breaking"), &["rules"]);
    let Module { lint: Lint { overrides: lint, .. }, breaking: Breaking { overrides, .. }, .. } = module;
    for (node, family, overrides) in
        [(fields.get("rules"), Family::Lint, lint), (breaking.get("rules"), Family::Breaking, overrides)]
    {
        let changes = changes(node, family, reader);
        if !changes.is_empty() {
            overrides.push(Override { paths: paths.clone(), changes });
        }
    }
}

fn names(keys: &[Known]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

fn argument_names(keys: &[Known]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.kind.is_for_arguments()).map(|key| key.name).collect()
}

/// The keys of a table.
fn table(name: &str) -> &'static [Known] {
    match FILE.iter().find(|key| key.name == name).map(|key| key.kind) {
        Some(Kind::Table(keys) | Kind::Tables(keys)) => keys,
        _ => &[],
    }
}

/// Paths inside the directory of the file.
fn paths(node: Option<&Node>, reader: &mut Reader) -> Vec<Key> {
    let paths = reader.all_quoted(node);
    paths.into_iter().filter_map(|path| clean_path(path, reader)).collect()
}

/// Checks the paths of a configuration against the files.
struct Paths<'a> {
    place: Place<'a>,
    /// Directories that were searched, with the paths of their files.
    walked: Vec<(String, Vec<String>)>,
}

impl Paths<'_> {
    /// Directories. Reports missing ones.
    fn directories(&self, node: Option<&Node>, is_mapped: bool, reader: &mut Reader) -> Vec<String> {
        let Place { tree, base } = self.place;
        let directories = paths(node, reader);
        for Key { span, text } in &directories {
            let directory =
                if is_mapped { text.split_once('=').map_or(&**text, |(_, on_disk)| on_disk) } else { text };
            let directory_there = base.disk(directory);
            let is_there = if is_mapped {
                tree.directory_or_on_disk(&directory_there).is_some()
            } else {
                tree.is_dir(Path::new(&directory_there))
            };
            if !is_there {
                let message = format!("there is no directory `{directory}`");
                reader.error(*span, message, "write it relative to the directory of this file");
            }
        }
        directories.into_iter().map(|directory| directory.text).collect()
    }

    /// Patterns. Reports invalid ones, and those that match nothing.
    fn globs(&mut self, node: Option<&Node>, reader: &mut Reader) -> Globs {
        let patterns = paths(node, reader);
        for Key { span, text } in &patterns {
            match Globs::new(&[text]) {
                Err((_, why)) => reader.error(*span, format!("`{text}` is not a valid pattern: {why}"), HELP),
                Ok(glob) => self.refuse_unmatched(&glob, text, *span, reader),
            }
        }
        let patterns: Vec<String> = patterns.into_iter().map(|pattern| pattern.text).collect();
        Globs::new(&patterns).unwrap_or_default()
    }

    fn refuse_unmatched(
        &mut self,
        glob: &Globs,
        pattern: &str,
        span: crate::text::Span,
        reader: &mut Reader,
    ) {
        if self.below(globs::directory(pattern)).iter().any(|path| glob.matches(path)) {
            return;
        }
        let help = match similar(pattern, self.below("").iter().map(String::as_str)) {
            Some(path) => format!("did you mean `{path}`?"),
            None => {
                "patterns are relative to the directory of this file; `**` matches any directories".to_owned()
            }
        };
        reader.error(span, format!("`{pattern}` matches no .proto file"), help);
    }

    /// The paths of the files below a directory.
    fn below(&mut self, directory: &str) -> &[String] {
        let known = self.walked.iter().position(|(walked, _)| is_in(directory, walked));
        let index = known.unwrap_or_else(|| {
            let Place { tree, base } = self.place;
            let files = base.proto_files(tree, directory, Symlinks::default()).0;
            self.walked.push((directory.to_owned(), files));
            self.walked.len() - 1
        });
        &self.walked[index].1
    }
}

const HELP: &str = "`*` matches any text without `/`, `**` any directories, `{a,b}` one of several";
