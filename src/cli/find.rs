//! From what is named to what is found in it.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lint_part::lint_part;
use super::parts::{Part, Scope, parts};
use super::sources::SourceArgs;
use super::{Failure, tell, tell_about};
use crate::compile::Timings;
use crate::diag::Diagnostic;
use crate::input::Changes;
use crate::lint::choose;
use crate::report;

/// What to look at, and for what.
#[derive(clap::Args, Debug)]
pub struct FindArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// Tell only of these files and directories in PATH; what they import is read all the same
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
    /// Do not follow symbolic links in directories
    #[arg(long)]
    disable_symlinks: bool,
    /// Run only these rules, by id or category; errors of the compiler are shown all the same
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
}

impl FindArgs {
    /// Whether a rule that is configured runs.
    fn runs(&self, id: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|name| name == id);
        (self.only.is_empty() || is_in(&self.only)) && !is_in(&self.skip)
    }
}

/// What came out of a run.
#[derive(Default)]
pub struct Found {
    /// The paths of the files that were looked at.
    pub files: FxHashSet<Box<str>>,
    /// The ids of the rules that ran.
    pub ran: FxHashSet<&'static str>,
    /// Whether warnings of the compiler are told.
    pub warnings: bool,
    /// What was found, in the order of a report.
    pub found: Vec<Diagnostic>,
}

/// Compiles and lints. Fails where something is not there or a configuration cannot be used.
pub fn find(args: &FindArgs, timings: &mut Timings) -> Result<Found, Failure> {
    let mut all = Found::default();
    let (sources, changes) = args.sources.open()?;
    let is_of_interest = |path: &str| changes.as_ref().is_none_or(|changes| changes.contain(Path::new(path)));
    let untouched = changes.as_ref().is_some_and(|changes| !changes.touch_protos());
    let scope = Scope {
        includes: &args.sources.proto_path,
        paths: &args.path,
        exclude_paths: &args.exclude_path,
        leave_links: args.disable_symlinks,
        config: args.config.as_deref().filter(|config| !config.is_empty()),
    };
    let parts = if untouched { Vec::new() } else { parts(sources, &scope)? };
    timings.mark("read and parse");
    let mut unchecked = false;
    for mut part in parts {
        for module in &mut part.settings.modules {
            let selection = &mut module.lint.selection;
            choose(selection, &args.only, &args.skip)?;
            all.ran.extend(selection.running().map(|rule| rule.rule.meta.id));
        }
        tell_about(std::mem::take(&mut part.settings.notices));
        unchecked |= args.runs(PROTOVALIDATE) && wants_protovalidate(&part);
        let warnings = args.only.is_empty();
        all.warnings |= warnings && part.settings.compiler_warnings;
        all.files.extend(part.paths().filter(|path| is_of_interest(path)).map(Into::into));
        all.found.extend(lint_part(part, warnings, timings));
    }
    if unchecked {
        tell(&format!(
            "warning: options of buf/validate are not checked: {PROTOVALIDATE} is not there yet, run buf for it"
        ));
    }
    if let Some(changes) = &changes {
        keep_changed(&mut all.found, changes);
    }
    report::sort(&mut all.found);
    Ok(all)
}

/// A rule of buf that we do not have.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Whether that rule is asked for by its category, and would have something to look at.
fn wants_protovalidate(part: &Part) -> bool {
    part.settings.modules.iter().any(|module| module.lint.protovalidate)
        && part.loaded.files.iter().any(|file| &*file.name == "buf/validate/validate.proto")
}

/// Leaves out what is not about files that were changed.
fn keep_changed(found: &mut Vec<Diagnostic>, changes: &Changes) {
    let mut known: FxHashMap<Box<str>, bool> = FxHashMap::default();
    found.retain(|diagnostic| {
        let path = &diagnostic.place.path;
        if let Some(&known) = known.get(path) {
            return known;
        }
        let keep = changes.contain(Path::new(&**path));
        known.insert(path.clone(), keep);
        keep
    });
}
