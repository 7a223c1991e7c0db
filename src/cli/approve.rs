//! `protolint approve`: breaking changes that are meant, written down.

use std::process::ExitCode;

use time::Date;
use toml::value::Datetime;

use super::compare_args::CompareArgs;
use super::terminal::{tell, tell_about};
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
    /// Approve only what these rules find
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    rule: Vec<String>,
    /// Approve only changes of these, by full name
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    subject: Vec<String>,
    /// Why the changes are meant
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// The last day on which the approval holds, such as 2030-12-31
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Date>,
}

/// Approves what is found. 0: done; 1: a side does not compile; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    match approve(args) {
        Ok(done) => ExitCode::from(u8::from(!done)),
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

fn day(typed: &str) -> Result<Date, String> {
    let written: Datetime = typed.parse().map_err(|_| "write a day such as 2030-12-31".to_owned())?;
    let day = date(written)?;
    if day < today() { Err("the day is over".to_owned()) } else { Ok(day) }
}

fn rule(typed: &str) -> Result<String, String> {
    let ids = || RULES.iter().map(|rule| rule.meta.id);
    if ids().any(|id| id == typed) {
        return Ok(typed.to_owned());
    }
    let hint = similar(typed, ids()).map_or_else(String::new, |id| format!(": did you mean `{id}`?"));
    Err(format!("it is no rule about changes{hint}"))
}

/// Whether there was something to compare.
fn approve(args: &Args) -> Result<bool, Failure> {
    let typed = args.compare.typed();
    let compare = typed.compare();
    let (mut sides, _) = compare.load(compare.open()?)?;
    tell_about(std::mem::take(&mut sides.new.notices));
    let errors = [std::mem::take(&mut sides.new.errors), sides.old.errors_then()].concat();
    if !errors.is_empty() {
        tell_about(errors);
        return Ok(false);
    }
    let is_meant = |found: &Finding| {
        let is_in =
            |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
        is_in(&args.rule, found.diagnostic.code) && is_in(&args.subject, &found.subject)
    };
    let mut found = broken(&sides.new, &sides.old, compare.exclude_imports)?;
    refuse_unchanged(&args.subject, &found)?;
    found.retain(is_meant);
    if found.is_empty() && !(args.rule.is_empty() && args.subject.is_empty()) {
        return Err("there is no breaking change with this rule and subject".to_owned().into());
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
    tell(&format!("{changes} approved in {}", path.display()));
    Ok(true)
}

/// Fails where something that is named did not change.
fn refuse_unchanged(subjects: &[String], found: &[Finding]) -> Result<(), Failure> {
    let changed = || found.iter().map(|found| &*found.subject);
    let Some(unchanged) = subjects.iter().find(|subject| !changed().any(|known| known == *subject)) else {
        return Ok(());
    };
    let hint =
        similar(unchanged, changed()).map_or_else(String::new, |known| format!(": did you mean `{known}`?"));
    Err(format!("--subject: no breaking change of `{unchanged}` was found{hint}").into())
}
