//! What two inputs have to do with each other: their modules, and what the change from one to the other breaks.

use rustc_hash::FxHashSet;

use super::Failure;
use super::before::{Before, TrustArgs};
use super::compared::{Compared, Module, pairs};
use super::counterpart::Named;
use super::filter::{Filter, MayBeEmpty, nothing_to_check};
use super::parts::{Part, Scope};
use super::sources::{LinkArgs, Sources};
use super::{overridden, tell};
use crate::breaking::{Finding, Pair, keep_one_renumbered};
use crate::diag::Diagnostic;
use crate::files::{Links, Tree};
use crate::lint::{Suppressions, is_stable, version};
use crate::schema::FileId;

/// What to compare.
#[derive(clap::Args, Debug)]
pub struct CompareArgs {
    /// What there is now: a directory, a file, or one of what `protolint check --help` lists
    #[arg(value_name = "INPUT", default_value = ".")]
    pub input: String,
    /// What there was: the same kinds of input, such as `main` or `.git#tag=v1.2` [default: what the configuration says]
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// An earlier version, to find numbers and names that had another meaning in it; may be repeated
    #[arg(long, value_name = "INPUT")]
    history: Vec<String>,
    /// A directory in which imports are found, before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    /// Say nothing about files that are only imported
    #[arg(long)]
    exclude_imports: bool,
    /// Compare only files that INPUT has: what was deleted is not told
    #[arg(long)]
    limit_to_input_files: bool,
    /// Compare only these files and directories of both inputs, and what they import
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out, of both inputs
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    trust: TrustArgs,
    /// The configuration to take instead of the one that is found, or a key to set; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    /// The same for what there was; it only says which files there are
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Vec<String>,
    /// Run only these rules, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
}

impl CompareArgs {
    /// Finds what there is now.
    pub fn open(&self) -> Result<Sources, String> {
        Sources::open(std::slice::from_ref(&self.input))
    }

    /// Finds what there was and compiles both.
    pub fn load(&self, given: Sources) -> Result<(Pair<Compared>, Before), Failure> {
        let named = Named::of(&given);
        let named = named.as_ref();
        let (new, before) = if let Some(against) = &self.against {
            let open = || Before::open(named, against, &self.history);
            let (new, before) = rayon::join(|| self.read(given), open);
            (new?, before?)
        } else {
            let new = self.read(given)?;
            let against = new.settings.against.as_ref().ok_or_else(|| NO_AGAINST.to_owned())?;
            let home = new.settings.home.as_deref();
            let before = Before::configured(named, against, home, &self.history, self.trust)?;
            (new, before)
        };
        Ok((self.compile(new, &before)?, before))
    }

    /// Compiles other texts of what there is now.
    pub fn load_again(&self, given: Sources, before: &Before) -> Result<Pair<Compared>, Failure> {
        self.compile(self.read(given)?, before)
    }

    /// Reads what there is now, and chooses the rules it is held to.
    fn read(&self, given: Sources) -> Result<Part, Failure> {
        // What was deleted may have been all there was of a path.
        let may_be_empty = if self.path.is_empty() { MayBeEmpty::Modules } else { MayBeEmpty::All };
        let scope = Scope { may_be_empty, ..self.scope(&self.config) };
        let mut new = Part::the_only(given, &self.input, &scope)?;
        new.judge(|module| module.breaking.faults.clone())?;
        for module in &mut new.settings.modules {
            module.breaking.choose(&self.only, &self.skip)?;
        }
        Ok(new)
    }

    fn compile(&self, new: Part, before: &Before) -> Result<Pair<Compared>, Failure> {
        let scope = self.scope(&self.against_config);
        let mut old = before.read(&new, &scope)?;
        if old.is_empty() {
            if new.is_empty() {
                return Err(self.nothing_to_compare().into());
            }
            tell(&format!("note: {} is new: there is nothing to compare it with", self.named()));
        }
        let earlier = before.read_earlier(&new, &scope)?;
        if self.limit_to_input_files {
            old.keep_targets_of(&new);
        }
        old.leave_unchanged(&new);
        let (new, old) = rayon::join(|| Compared::of(new), || Compared { earlier, ..Compared::of(old) });
        Ok(Pair { old, new })
    }

    /// What is compared, as the user knows it.
    fn named(&self) -> String {
        if self.path.is_empty() { self.input.clone() } else { self.path.join(", ") }
    }

    fn nothing_to_compare(&self) -> String {
        let filter = Filter::new(&Tree::Disk, &self.path, &self.exclude_path, Links::default());
        nothing_to_check(std::slice::from_ref(&self.input), &filter)
    }

    /// What the change breaks, of inputs that compile.
    pub fn findings(&self, new: &Compared, old: &Compared) -> Result<Vec<Finding>, Failure> {
        broken(new, old, self.exclude_imports)
    }

    /// What of an input is meant.
    fn scope<'a>(&'a self, config: &'a [String]) -> Scope<'a> {
        Scope {
            includes: &self.proto_path,
            paths: &self.path,
            exclude_paths: &self.exclude_path,
            config,
            links: self.links.links(),
            as_buf: true,
            ..Scope::default()
        }
    }
}

/// Why there is no comparison.
pub const NO_AGAINST: &str =
    "there is nothing to compare with: add `--against`, or `against` to `[breaking]` of protolint.toml";

/// What does not compile. What is missing then would look deleted.
pub fn errors(new: &mut Compared, old: &mut Compared) -> Vec<Diagnostic> {
    let mut errors = std::mem::take(&mut new.errors);
    errors.append(&mut old.errors_then());
    errors
}

/// What the change breaks, module by module.
pub fn broken(new: &Compared, old: &Compared, exclude_imports: bool) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    for pair in pairs(new, old)? {
        found.extend(compare(exclude_imports, new, old, &pair));
    }
    Ok(found)
}

/// What the change of a module breaks.
fn compare(exclude_imports: bool, new: &Compared, old: &Compared, module: &Pair<Module>) -> Vec<Finding> {
    let mut found = overridden::broken(new, old, module);
    let [own_new, own_old] =
        [&module.new, &module.old].map(|module| module.files.iter().copied().collect::<FxHashSet<FileId>>());
    let is_import =
        |found: &Finding| found.new.is_some_and(|id| !own_new.contains(&id)) || !own_old.contains(&found.old);
    // What a module without files does not import any more may be there.
    if exclude_imports || module.new.files.is_empty() {
        found.retain(|found| !is_import(found));
    }
    found.retain(|found| {
        let files = found.new.map(|id| new.file(id)).into_iter().chain([old.file(found.old)]);
        let rule = found.diagnostic.code;
        let mut dropped = files.map(|file| {
            module.new.ignores(rule, file.name())
                || module.new.settings.ignore_unstable_packages && is_unstable(file.package())
        });
        !dropped.any(|dropped| dropped)
    });
    let mut suppressions = Suppressions::new(&new.schema, &module.new.files, module.new.comments);
    suppressions.suppress(&mut found, |found| &found.diagnostic);
    if !module.new.settings.repeats_renumbered {
        keep_one_renumbered(&mut found);
    }
    found
}

/// Whether a package has a version that promises nothing.
fn is_unstable(package: &str) -> bool {
    version(package).is_some_and(|version| !is_stable(version))
}
