//! From what is named to what is found in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::approvals::{ApprovalArgs, Approved};
use super::built::{Built, add};
use super::compare::broken;
use super::compared::Compared;
use super::parts::{Part, Scope, parts};
use super::sources::{SourceArgs, Sources};
use super::{Failure, tell, tell_about};
use crate::compile::Timings;
use crate::diag::Diagnostic;
use crate::input::Changes;
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
    /// The configuration to take instead of the one that is found, or a key to set; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
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
    /// Finds what is named.
    pub fn open(&self) -> Result<(Sources, Option<Changes>), String> {
        self.sources.open()
    }

    /// Whether a rule that is configured runs.
    fn runs(&self, id: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|name| name == id);
        (self.only.is_empty() || is_in(&self.only)) && !is_in(&self.skip)
    }
}

/// What came out of a run.
#[derive(Default)]
#[expect(clippy::struct_field_names, reason = "what is found is the point of it")]
pub struct Found {
    /// The paths of the files that were looked at.
    pub files: FxHashSet<Box<str>>,
    /// The ids of the rules that ran.
    pub ran: FxHashSet<&'static str>,
    /// Whether warnings of the compiler are told.
    pub warnings: bool,
    /// What the user should know about the configurations.
    pub notices: Vec<Diagnostic>,
    /// Whether a rule of buf would have something to look at that we do not have.
    pub unchecked: bool,
    /// The file of known findings that a configuration names.
    pub baseline: Option<PathBuf>,
    /// What was found, in the order of a report.
    pub found: Vec<Diagnostic>,
}

impl Found {
    /// Says what the user should know about the configurations.
    pub fn tell_notices(&mut self) {
        tell_about(std::mem::take(&mut self.notices));
        if self.unchecked {
            tell(&format!(
                "warning: options of buf/validate are not checked: {PROTOVALIDATE} is not there yet, run buf for it"
            ));
        }
    }
}

/// What the schema is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// Nothing, whatever is configured.
    Nothing,
    /// What the user told, or else what is configured, without the changes that are approved.
    Told(Option<&'a str>, &'a ApprovalArgs),
}

/// Compiles and lints, and tells what breaks against what was, if that is named or configured. Fails where something is
/// not there or a configuration cannot be used.
pub fn find(args: &FindArgs, against: Against<'_>, timings: &mut Timings) -> Result<Found, Failure> {
    let (sources, changes) = args.open()?;
    let mut found = find_in(args, against, sources, changes.as_ref(), timings)?;
    found.tell_notices();
    Ok(found)
}

/// Like [`find`], in what was opened. What the user should know is not told.
pub fn find_in(
    args: &FindArgs,
    against: Against<'_>,
    sources: Sources,
    changes: Option<&Changes>,
    timings: &mut Timings,
) -> Result<Found, Failure> {
    let mut all = Found::default();
    let is_of_interest = |path: &str| changes.is_none_or(|changes| changes.contain(Path::new(path)));
    // What is staged has the paths of the disk.
    let paths = changes.map_or_else(|| sources.paths_on_disk(), |_| args.sources.paths.clone());
    let untouched = changes.is_some_and(|changes| !is_touched(changes, against, &paths));
    let mut approved = Approved::default();
    let scope = Scope {
        includes: &args.sources.proto_path,
        paths: &args.path,
        exclude_paths: &args.exclude_path,
        leave_links: args.disable_symlinks,
        config: &args.config,
    };
    let parts = if untouched { Vec::new() } else { parts(sources, &scope)? };
    timings.mark("read and parse");
    if matches!(against, Against::Told(Some(_), _)) && parts.len() > 1 {
        return Err("--against: several configurations are in charge here: check what each is for"
            .to_owned()
            .into());
    }
    for mut part in parts {
        for module in &mut part.settings.modules {
            module.choose(&args.only, &args.skip)?;
            all.ran.extend(module.lint.running());
        }
        all.notices.append(&mut part.settings.notices);
        all.unchecked |= args.runs(PROTOVALIDATE) && wants_protovalidate(&part);
        all.baseline = all.baseline.or(part.settings.baseline.take());
        let warnings = args.only.is_empty();
        all.warnings |= warnings && part.settings.compiler_warnings;
        all.files.extend(part.paths().filter(|path| is_of_interest(path)).map(Into::into));
        let configured = part.settings.against.take();
        let (against, approvals) = match against {
            Against::Nothing => (None, None),
            Against::Told(told, approvals) => (told.map(str::to_owned).or(configured), Some(approvals)),
        };
        let (linted, old) = rayon::join(
            || {
                let built = Built::of(part, timings);
                (built.lint(warnings), built)
            },
            || -> Result<Option<Compared>, Failure> {
                let Some(against) = against else { return Ok(None) };
                Compared::of(Sources::beside(&paths, &against)?, &against, &scope).map(Some)
            },
        );
        timings.mark("lint");
        let (found, built) = linted;
        add(&mut all.found, found);
        let new = Compared::from(built);
        if let (Some(mut old), Some(approvals)) = (old?, approvals) {
            let errors = old.errors_then();
            // What does not compile now is told already.
            if errors.is_empty() && new.errors.is_empty() {
                all.found.extend(approved.take(approvals, broken(&new, &old, false)?, new.rules())?);
            }
            all.found.extend(errors);
            std::mem::forget(old);
            timings.mark("compare");
        }
        // The process ends soon: giving large schemas back piece by piece would only take time.
        std::mem::forget(new);
    }
    all.found.extend(approved.check());
    if let Some(changes) = changes {
        keep_changed(&mut all.found, changes);
    }
    report::sort(&mut all.found);
    Ok(all)
}

/// Whether there is something to find. Files that were deleted are for comparisons only, of which a configuration may
/// tell as long as there is something it is for.
fn is_touched(changes: &Changes, against: Against<'_>, paths: &[String]) -> bool {
    let is_left = || paths.iter().all(|path| changes.tree.exists(Path::new(path)));
    let compares = match against {
        Against::Nothing => false,
        Against::Told(told, _) => told.is_some() || is_left(),
    };
    changes.touch_protos() || changes.delete_protos() && compares
}

/// A rule of buf that we do not have.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Whether that rule is asked for by its category, and would have something to look at.
fn wants_protovalidate(part: &Part) -> bool {
    part.settings.modules.iter().any(|module| module.lint.protovalidate)
        && part.loaded.files.iter().any(|file| &*file.name == "buf/validate/validate.proto")
}

/// Leaves out what is not about files that were changed. What has no place may be about one that was deleted.
fn keep_changed(found: &mut Vec<Diagnostic>, changes: &Changes) {
    let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
    found.retain(|found| {
        if !found.place.is_somewhere() {
            return true;
        }
        let path = found.place.path.clone();
        *known.entry(path).or_insert_with_key(|path| changes.contain(Path::new(&**path)))
    });
}
