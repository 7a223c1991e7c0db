//! The runner: walks the old schema once, and passes every pair to the rules for its kind.

use rayon::prelude::*;

use super::context::Context;
use super::{Check, Finding, Optioned, Pair, Pairing, Selected, Selection, Side};
use crate::schema::handles::{Enum, Field, File, Message, Method, Service};

/// Finds breaking changes from `old` to `new`, in parallel over files. Findings are in the order of the old files, but
/// unsorted within a file.
pub fn breaking(old: Side<'_>, new: Side<'_>, selection: &Selection) -> Vec<Finding> {
    let sides = Pair { old, new };
    let pairing = Pairing::new(&sides);
    let walk = Walk { pairing: &pairing, checks: Checks::new(selection) };
    let mut found = walk.schemas();
    let files: Vec<File<'_>> = sides.old.files().collect();
    let each: Vec<Vec<Finding>> = files.into_par_iter().map(|file| walk.file(file)).collect();
    found.extend(each.into_iter().flatten());
    found
}

/// Checks of pairs, with their rules.
type PairChecks<'s, T> = Vec<(&'s Selected, fn(Pair<T>, &mut Context<'_>))>;

/// Checks of the whole schemas, with their rules.
type SchemaChecks<'s> = Vec<(&'s Selected, fn(&Pairing<'_>, &mut Context<'_>))>;

/// The rules of a run, by the kind of element they visit.
#[derive(Default)]
struct Checks<'s, 'a> {
    schemas: SchemaChecks<'s>,
    files: PairChecks<'s, File<'a>>,
    messages: PairChecks<'s, Message<'a>>,
    fields: PairChecks<'s, Field<'a>>,
    enums: PairChecks<'s, Enum<'a>>,
    services: PairChecks<'s, Service<'a>>,
    methods: PairChecks<'s, Method<'a>>,
    options: PairChecks<'s, Optioned<'a>>,
}

impl<'s> Checks<'s, '_> {
    fn new(selection: &'s Selection) -> Self {
        let mut checks = Self::default();
        for rule in selection.running() {
            match rule.rule.check {
                Check::Schemas(check) => checks.schemas.push((rule, check)),
                Check::File(check) => checks.files.push((rule, check)),
                Check::Message(check) => checks.messages.push((rule, check)),
                Check::Field(check) => checks.fields.push((rule, check)),
                Check::Enum(check) => checks.enums.push((rule, check)),
                Check::Service(check) => checks.services.push((rule, check)),
                Check::Method(check) => checks.methods.push((rule, check)),
                Check::Options(check) => checks.options.push((rule, check)),
            }
        }
        checks
    }
}

struct Walk<'s, 'a> {
    pairing: &'a Pairing<'a>,
    checks: Checks<'s, 'a>,
}

impl<'a> Walk<'_, 'a> {
    fn schemas(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for &(rule, check) in &self.checks.schemas {
            check(self.pairing, &mut Context::new(rule, self.pairing, &mut found));
        }
        found
    }

    /// Visits all declarations of an old file that still exist, in any file.
    fn file(&self, old: File<'a>) -> Vec<Finding> {
        let (pairing, checks) = (self.pairing, &self.checks);
        let mut found = Vec::new();
        self.visit(&checks.files, pairing.file(old), &mut found);
        for message in old.messages_and_entries().filter_map(|message| pairing.message(message)) {
            self.visit(&checks.messages, Some(message), &mut found);
            self.visit(&checks.fields, message.fields(), &mut found);
        }
        let extensions = old.extensions().filter_map(|extension| pairing.extension(extension));
        self.visit(&checks.fields, extensions, &mut found);
        let enums = old.enums().filter_map(|enumeration| pairing.enumeration(enumeration));
        self.visit(&checks.enums, enums, &mut found);
        for service in old.services().filter_map(|service| pairing.service(service)) {
            self.visit(&checks.services, Some(service), &mut found);
            self.visit(&checks.methods, service.methods(), &mut found);
        }
        if !checks.options.is_empty() {
            self.visit(&checks.options, optioned(pairing, old), &mut found);
        }
        found
    }

    fn visit<T: Copy>(
        &self,
        checks: &PairChecks<'_, T>,
        pairs: impl IntoIterator<Item = Pair<T>>,
        found: &mut Vec<Finding>,
    ) {
        if checks.is_empty() {
            return;
        }
        for pair in pairs {
            for &(rule, check) in checks {
                check(pair, &mut Context::new(rule, self.pairing, found));
            }
        }
    }
}

/// An element with its options, old and new.
macro_rules! optioned {
    ($pair:expr) => {
        Pair {
            old: Optioned { site: $pair.old.site(), options: $pair.old.options() },
            new: Optioned { site: $pair.new.site(), options: $pair.new.options() },
        }
    };
}

/// Visits all elements with options in an old file that still exist.
fn optioned<'a>(pairing: &Pairing<'a>, old: File<'a>) -> Vec<Pair<Optioned<'a>>> {
    let mut all: Vec<_> = pairing.file(old).map(|file| optioned!(file)).into_iter().collect();
    for message in old.messages().filter_map(|message| pairing.message(message)) {
        all.push(optioned!(message));
        all.extend(message.fields().map(|field| optioned!(field)));
        all.extend(message.oneofs().map(|oneof| optioned!(oneof)));
    }
    let extensions = old.extensions().filter_map(|extension| pairing.extension(extension));
    all.extend(extensions.map(|extension| optioned!(extension)));
    for enumeration in old.enums().filter_map(|enumeration| pairing.enumeration(enumeration)) {
        all.push(optioned!(enumeration));
        all.extend(enumeration.values().map(|value| optioned!(value)));
    }
    for service in old.services().filter_map(|service| pairing.service(service)) {
        all.push(optioned!(service));
        all.extend(service.methods().map(|method| optioned!(method)));
    }
    all
}
