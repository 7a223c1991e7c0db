//! From what is named to what is found in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::approvals::{ApprovalArgs, Approved};
use super::before::{Before, TrustArgs};
use super::built::{Built, add};
use super::compare::{NO_AGAINST, broken};
use super::compared::Compared;
use super::configured::Configured;
use super::counterpart::Named;
use super::filter::MayBeEmpty;
use super::parts::{Part, Scope, parts, several};
use super::sources::{LinkArgs, SourceArgs, Sources};
use super::{Failure, tell, tell_about};
use crate::compile::Timings;
use crate::config::{self, Module};
use crate::diag::{Diagnostic, Place};
use crate::fix::Seen;
use crate::input::Changes;
use crate::lint::is_suppressible;
use crate::report;
use crate::schema::Schema;

/// What to look at, and for what.
#[derive(clap::Args, Debug)]
pub struct FindArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// Report only on these files and directories in PATH, which are names in a descriptor set; their imports are read,
    /// and errors of the compiler in them reported
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found, or a key to set; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    trust: TrustArgs,
    /// Run only these rules, by id or category; errors of the compiler are shown all the same
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
    /// Whether this is for those who would call buf, who have files of buf that it accepts.
    #[arg(skip)]
    pub as_buf: bool,
}

impl FindArgs {
    /// Finds what is named.
    pub fn open(&self) -> Result<(Sources, Option<Changes>), String> {
        self.sources.open()
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            includes: &self.sources.proto_path,
            paths: &self.path,
            exclude_paths: &self.exclude_path,
            links: self.links.links(),
            config: &self.config,
            as_buf: self.as_buf,
            ..Scope::default()
        }
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
    /// The directory of the configuration; `None` where there is none, or several are.
    pub home: Option<PathBuf>,
    /// The first input on the disk; empty where none was named.
    pub input: PathBuf,
    /// The file of known findings that a configuration names.
    pub baseline: Option<PathBuf>,
    /// Whether there is a file of known findings.
    pub has_baseline: bool,
    /// What was found, in the order of a report.
    pub found: Vec<Diagnostic>,
    /// The schemas it was found in.
    pub schemas: Vec<Schema>,
}

impl Found {
    /// Takes out what fixes begin with.
    pub fn take_seen(&mut self) -> Seen {
        Seen { found: std::mem::take(&mut self.found), schemas: std::mem::take(&mut self.schemas) }
    }

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
    /// What the user told, or else what is configured, with earlier versions, without the changes that are approved.
    Told(Option<&'a str>, &'a [String], &'a ApprovalArgs),
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
    // What was deleted may have been all there was.
    let may_be_empty =
        if changes.is_some_and(Changes::delete_protos) { MayBeEmpty::All } else { MayBeEmpty::Nothing };
    let mut search = Search {
        args,
        against,
        changes,
        named: Named::of(&sources),
        configured: changes.map_or_else(Vec::new, |changes| changes.directories_of(&config::FILES)),
        governed: FxHashSet::default(),
        scope: Scope { may_be_empty, ..args.scope() },
        timings,
        approved: Approved::default(),
        all: Found::default(),
    };
    if search.is_touched() {
        search.run(sources)?;
    } else {
        search.judge_configurations()?;
    }
    Ok(search.finish())
}

/// A run over all parts of what was named.
struct Search<'a> {
    args: &'a FindArgs,
    against: Against<'a>,
    changes: Option<&'a Changes>,
    /// What was named; `None` where that was compiled before.
    named: Option<Named>,
    /// The directories whose configuration was changed.
    configured: Vec<PathBuf>,
    /// The paths of files for which that holds: what is found in them may be new.
    governed: FxHashSet<Box<str>>,
    scope: Scope<'a>,
    timings: &'a mut Timings,
    approved: Approved,
    all: Found,
}

impl Search<'_> {
    /// Whether there is something to find. Files that were deleted may be missed by others, or in a comparison.
    fn is_touched(&self) -> bool {
        let touches = |changes: &Changes| changes.touch_protos() || changes.delete_protos();
        self.changes.is_none_or(touches) || !self.configured.is_empty()
    }

    /// Fails where a configuration in charge cannot be used, which nothing else would say where no schema is read.
    fn judge_configurations(&self) -> Result<(), Failure> {
        let Some(named) = &self.named else { return Ok(()) };
        let configured = Configured::new(self.scope.config)?;
        for path in &named.paths {
            let Some(located) = configured.in_charge(&named.tree, path)? else { continue };
            let modules = located.settings.modules.iter();
            let compares = self.compares(located.settings.against.is_some());
            let faults: Vec<Diagnostic> = modules.flat_map(|module| faults(module, compares)).collect();
            if !faults.is_empty() {
                return Err(faults.into());
            }
        }
        Ok(())
    }

    /// Whether the rules about changes run, or would.
    fn compares(&self, is_configured: bool) -> bool {
        match self.against {
            Against::Nothing => false,
            Against::Told(told, ..) => !self.args.as_buf || told.is_some() || is_configured,
        }
    }

    fn run(&mut self, sources: Sources) -> Result<(), Failure> {
        let (told, history) = match self.against {
            Against::Nothing => (None, &[][..]),
            Against::Told(told, history, _) => (told, history),
        };
        let (parts, before) = rayon::join(
            || parts(sources, &self.scope),
            || told.map(|told| Before::open(self.named.as_ref(), told, history)).transpose(),
        );
        let (parts, before) = (parts?, before?);
        self.timings.mark("read and parse");
        if before.is_some()
            && let [part, other, ..] = &parts[..]
        {
            return Err(several("--against", part, other).into());
        }
        let homes: BTreeSet<_> = parts.iter().map(|part| part.settings.home.clone()).collect();
        if homes.len() == 1 {
            self.all.home = homes.into_iter().flatten().next();
        }
        parts.into_iter().try_for_each(|part| self.look_at(part, before.as_ref()))
    }

    /// Lints a part, and compares it with what was.
    fn look_at(&mut self, mut part: Part, told: Option<&Before>) -> Result<(), Failure> {
        self.take_settings(&mut part)?;
        let configured = match (told, part.settings.against.take(), self.against) {
            (None, Some(against), Against::Told(_, history, _)) => {
                let home = part.settings.home.as_deref();
                Some(Before::configured(self.named.as_ref(), &against, home, history, self.args.trust)?)
            }
            (None, None, Against::Told(_, [_, ..], _)) => return Err(NO_AGAINST.to_owned().into()),
            _ => None,
        };
        let before = told.or(configured.as_ref());
        let mut old = before.map(|before| before.read(&part, &self.scope)).transpose()?;
        let earlier = before.map(|before| before.read_earlier(&part, &self.scope)).transpose()?;
        if let Some(old) = &mut old {
            old.leave_unchanged(&part);
        }
        let mut lint = |part| {
            let built = Built::of(part, self.timings);
            (built.lint(self.args.only.is_empty()), built)
        };
        let compile = |old| Compared { earlier: earlier.unwrap_or_default(), ..Compared::of(old) };
        let ((found, mut built), old) = rayon::join(|| lint(part), || old.map(compile));
        self.all.notices.append(&mut built.settings.notices);
        self.timings.mark("lint");
        add(&mut self.all.found, found);
        let new = Compared::from(built);
        if let Some(old) = old {
            self.compare(&new, old)?;
            self.timings.mark("compare");
        }
        self.all.schemas.push(new.schema);
        Ok(())
    }

    /// Chooses rules, and notes what a report and its readers need to know of them.
    fn take_settings(&mut self, part: &mut Part) -> Result<(), Failure> {
        let compares = self.compares(part.settings.against.is_some());
        part.judge(|module| faults(module, compares))?;
        self.take_governed(part);
        self.all.notices.extend(self.unread_configuration(part));
        let Self { args, all, changes, governed, .. } = self;
        for module in &mut part.settings.modules {
            module.choose(&args.only, &args.skip)?;
            all.ran.extend(module.lint.running());
        }
        all.notices.append(&mut part.settings.notices);
        all.unchecked |= args.runs(PROTOVALIDATE) && wants_protovalidate(part);
        all.baseline = all.baseline.take().or(part.settings.baseline.take());
        all.warnings |= args.only.is_empty() && part.settings.compiler_warnings;
        let is_of_interest = |path: &&str| {
            changes.is_none_or(|changes| governed.contains(*path) || changes.contain(Path::new(path)))
        };
        all.files.extend(part.paths().filter(is_of_interest).map(Into::into));
        Ok(())
    }

    /// A note about configurations below the one in charge of a part, which would be in charge of a run over their
    /// directory alone.
    fn unread_configuration(&self, part: &Part) -> Option<Diagnostic> {
        let tree = &self.named.as_ref().filter(|named| named.tree.is_on_disk())?.tree;
        let home = part.settings.home.as_deref()?;
        if !tree.is_file(&home.join(config::NATIVE)) {
            return None;
        }
        let home = tree.absolute(home);
        let mut seen = BTreeSet::new();
        for path in part.paths() {
            let around = Path::new(path).ancestors().skip(1);
            let is_below = |directory: &Path| {
                let directory = tree.absolute(directory);
                directory != home && directory.starts_with(&home)
            };
            seen.extend(
                around
                    .take_while(|directory| !seen.contains(*directory) && is_below(directory))
                    .map(Path::to_owned)
                    .collect::<Vec<_>>(),
            );
        }
        let mut unread = seen
            .into_iter()
            .map(|directory| directory.join(config::NATIVE))
            .filter(|file| tree.is_file(file));
        let first = unread.next()?;
        let message = match unread.count() {
            0 => "this configuration is not read: the one around it is in charge of the run".to_owned(),
            more => format!(
                "this configuration and {more} more are not read: the one around them is in charge of the run"
            ),
        };
        let note = Diagnostic::note("configuration", Place::file(first.to_string_lossy()), message);
        Some(note.help(
            "check its directory by itself, or move its settings to `[[overrides]]` of the one in charge",
        ))
    }

    /// Notes the files of a part whose configuration was changed.
    fn take_governed(&mut self, part: &Part) {
        let (Some(changes), Some(named)) = (self.changes, &self.named) else { return };
        let on_disk = |path: &Path| named.tree.on_disk(path);
        let home = part.settings.home.as_deref().and_then(on_disk);
        let is_all = self.args.config.iter().any(|file| changes.contain(Path::new(file)));
        let is_own = |directory: &&PathBuf| home.as_ref().is_none_or(|home| directory.starts_with(home));
        let directories: Vec<&PathBuf> = self.configured.iter().filter(is_own).collect();
        if is_all || !directories.is_empty() {
            let is_below = |path: &&str| {
                let path = on_disk(Path::new(path));
                path.is_some_and(|path| {
                    is_all || directories.iter().any(|directory| path.starts_with(directory))
                })
            };
            self.governed.extend(part.paths().filter(is_below).map(Box::from));
        }
    }

    /// Adds what breaks and nobody approved.
    fn compare(&mut self, new: &Compared, mut old: Compared) -> Result<(), Failure> {
        let Against::Told(.., approvals) = self.against else { return Ok(()) };
        let errors = old.errors_then();
        // What does not compile now is told already.
        if errors.is_empty() && new.errors.is_empty() {
            let broken = broken(new, &old, false)?;
            self.all.found.extend(self.approved.take(approvals, broken, new)?);
        }
        self.all.found.extend(errors);
        std::mem::forget(old);
        Ok(())
    }

    fn finish(self) -> Found {
        let Self { approved, changes, named, governed, mut all, .. } = self;
        let on_disk = named.filter(|named| changes.is_some() || named.tree.is_on_disk());
        let first = on_disk.and_then(|named| named.paths.into_iter().next());
        all.input = first.unwrap_or_else(|| ".".to_owned()).into();
        all.found.extend(approved.check());
        if let Some(changes) = changes {
            keep_changed(&mut all.found, changes, &governed);
        }
        report::sort(&mut all.found);
        all
    }
}

/// The errors in what a module is held to.
fn faults(module: &Module, compares: bool) -> Vec<Diagnostic> {
    let breaking = if compares { &module.breaking.faults[..] } else { &[] };
    [&module.lint.faults[..], breaking].concat()
}

/// A rule of buf that we do not have.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Whether that rule is asked for by its category, and would have something to look at.
fn wants_protovalidate(part: &Part) -> bool {
    part.settings.modules.iter().any(|module| module.lint.protovalidate)
        && part.loaded.files.iter().any(|file| &*file.name == "buf/validate/validate.proto")
}

/// Leaves out findings about files that did not change. Errors of the compiler stay: what was changed or deleted may be
/// needed elsewhere, and a tree that does not compile cannot be compared. What has no place may be about a deleted file.
fn keep_changed(found: &mut Vec<Diagnostic>, changes: &Changes, governed: &FxHashSet<Box<str>>) {
    let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
    found.retain(|found| {
        if !found.place.is_somewhere() || !is_suppressible(found) {
            return true;
        }
        let path = found.place.path.clone();
        *known
            .entry(path)
            .or_insert_with_key(|path| governed.contains(&**path) || changes.contain(Path::new(&**path)))
    });
}
