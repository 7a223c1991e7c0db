//! `protolint approve`: records intended breaking changes.

use std::process::ExitCode;

use time::Date;
use toml::value::Datetime;

use super::compare_args::CompareArgs;
use super::terminal::{eprint_diagnostics, eprint_line};
use crate::approvals::{Approval, date};
use crate::breaking::{Finding, RULES};
use crate::gate::{approvals_path, broken, read_approvals, save_approvals, today};
use crate::report::plural;
use crate::rules::similar;
use crate::workspace::Failure;

/// What to approve, and why.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    compare: CompareArgs,
    /// Approve only findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    rule: Vec<String>,
    /// Approve only changes to these elements, by full name
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    subject: Vec<String>,
    /// Why the changes are intended
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Last day on which the approval is valid, such as 2030-12-31
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Date>,
}

/// Approves the findings. 0: done; 1: one side does not compile; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    match approve(args) {
        Ok(done) => ExitCode::from(u8::from(!done)),
        Err(why) => why.exit(),
    }
}

fn day(typed: &str) -> Result<Date, String> {
    let written: Datetime = typed.parse().map_err(|_| "write a day such as 2030-12-31".to_owned())?;
    let day = date(written)?;
    if day < today() { Err("the day is in the past".to_owned()) } else { Ok(day) }
}

fn rule(typed: &str) -> Result<String, String> {
    let ids = || RULES.iter().map(|rule| rule.meta.id);
    if ids().any(|id| id == typed) {
        return Ok(typed.to_owned());
    }
    let hint = similar(typed, ids()).map_or_else(String::new, |id| format!(": did you mean `{id}`?"));
    Err(format!("there is no such breaking rule{hint}"))
}

/// Returns whether both sides compile.
fn approve(args: &Args) -> Result<bool, Failure> {
    let typed = args.compare.typed();
    let compare = typed.compare();
    let (mut sides, _) = compare.load(compare.open()?)?;
    eprint_diagnostics(std::mem::take(&mut sides.new.notices));
    let errors = [std::mem::take(&mut sides.new.errors), sides.old.take_old_errors()].concat();
    if !errors.is_empty() {
        eprint_diagnostics(errors);
        return Ok(false);
    }
    let is_selected = |found: &Finding| {
        let is_in =
            |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
        is_in(&args.rule, found.diagnostic.code) && is_in(&args.subject, &found.subject)
    };
    let mut found = broken(&sides.new, &sides.old, compare.exclude_imports)?;
    refuse_unchanged(&args.subject, &found)?;
    found.retain(is_selected);
    if found.is_empty() && !(args.rule.is_empty() && args.subject.is_empty()) {
        return Err("no breaking change matches --rule and --subject".to_owned().into());
    }
    let (named, home) = (compare.comparison.approvals.as_deref(), sides.new.home.as_deref());
    let path = approvals_path(named, home);
    let mut approvals = read_approvals(named, home)?;
    let mut added = 0;
    for found in &found {
        added += usize::from(approvals.add(Approval::new(found, &args.reason, args.until), today()));
    }
    if added > 0 {
        save_approvals(&path, &approvals)?;
    }
    let changes = plural(added, "change");
    eprint_line(&format!("{changes} approved in {}", path.display()));
    Ok(true)
}

/// Fails if a named element did not change.
fn refuse_unchanged(subjects: &[String], found: &[Finding]) -> Result<(), Failure> {
    let changed = || found.iter().map(|found| &*found.subject);
    let Some(unchanged) = subjects.iter().find(|subject| !changed().any(|known| known == *subject)) else {
        return Ok(());
    };
    let hint =
        similar(unchanged, changed()).map_or_else(String::new, |known| format!(": did you mean `{known}`?"));
    Err(format!("--subject: `{unchanged}` has no breaking change{hint}").into())
}
