//! Changes to services.

use std::collections::BTreeMap;

use super::renames::Age;
use super::walk::{Notes, Walk};
use super::{Kind, Owner};
use crate::breaking::{Breaks, Pair};
use crate::schema::handles::{File, Message, Method, Service};

impl<'a> Walk<'a> {
    /// Compares the services of an old file, or reports those added in a new one.
    pub fn services(&mut self, file: File<'a>, age: Age) {
        let sides = self.pairing.sides;
        for service in file.services() {
            let other = if age == Age::Old { &sides.new } else { &sides.old };
            match (age, other.service(&self.renames.translate(age, service.full_name()))) {
                (Age::Old, Some(new)) => self.service(Pair { old: service, new }),
                (Age::Old, None) => self.breaks(at_service(service), Kind::Deleted, Breaks::Wire, "deleted"),
                (Age::New, None) => self.added(at_service(service), "added"),
                _ => {}
            }
        }
    }

    fn service(&mut self, service: Pair<Service<'a>>) {
        let at = at_service(service.new);
        self.renamed(&at, Breaks::Wire, service.map(Service::name));
        self.file(at.clone(), service.map(Service::file));
        self.notes(&at, "the service", &service.map(notes));
        let methods = service.map(by_name);
        let mut new: BTreeMap<_, _> =
            methods.new.iter().filter(|(name, _)| !methods.old.contains_key(*name)).collect();
        for (name, old) in &methods.old {
            if let Some(new) = methods.new.get(name) {
                let what = format!("rpc `{name}`");
                self.notes(&at, &what, &Pair { old: *old, new: *new }.map(method_notes));
                continue;
            }
            let mut alike =
                new.iter().filter(|(_, new)| shape(***new) == shape(*old)).map(|(name, _)| **name);
            match (alike.next(), alike.next()) {
                (Some(now), None) => {
                    new.remove(&now);
                    self.breaks(
                        at.clone(),
                        Kind::Renamed,
                        Breaks::Wire,
                        format!("rpc `{name}` renamed to `{now}`"),
                    );
                }
                _ => self.breaks(at.clone(), Kind::Deleted, Breaks::Wire, format!("rpc `{name}` deleted")),
            }
        }
        for name in new.keys() {
            self.added(at.clone(), format!("rpc `{name}` added"));
        }
    }
}

fn at_service(service: Service<'_>) -> (&str, Owner) {
    let file = service.file();
    (file.package(), Owner { noun: "service", name: service.name().into() })
}

fn by_name(service: Service<'_>) -> BTreeMap<&str, Method<'_>> {
    service.methods().map(|method| (method.name(), method)).collect()
}

/// The signature of a method.
fn shape(method: Method<'_>) -> (&str, &str, bool, bool) {
    (
        method.input().map_or("", Message::full_name),
        method.output().map_or("", Message::full_name),
        method.is_client_streaming(),
        method.is_server_streaming(),
    )
}

fn notes(service: Service<'_>) -> Notes<'_> {
    let deprecated = service.options().is_some_and(|options| options.bool(33));
    Notes { comment: service.comment_lines(), deprecated }
}

fn method_notes(method: Method<'_>) -> Notes<'_> {
    let deprecated = method.options().is_some_and(|options| options.bool(33));
    Notes { comment: method.comment_lines(), deprecated }
}
