//! Checks the tree for constructs that parse but are not allowed at their position or language level.

use super::level::Level;
use super::token::{Tok, is_identifier};
use super::tree::{
    Body, Decl, Enum, EnumItem, Field, Import, ImportKind, Label, OptionNode, OptionValue, Package, Path,
    Reserved, ReservedWhat, Strings, Tree, Type, ValueKind,
};
use crate::diag::{Diagnostic, Place, Severity};
use crate::text::{Line, Span};

/// Appends the errors in the declarations of `tree` to `faults`.
pub fn legalize(tree: &Tree, faults: &mut Vec<Diagnostic>) {
    let mut pass = Legalize { tree, level: tree.level(), faults, package: None, option_import: None };
    for decl in &tree.decls {
        pass.decl(decl, Owner::File);
    }
}

struct Legalize<'t> {
    tree: &'t Tree,
    level: Level,
    faults: &'t mut Vec<Diagnostic>,
    package: Option<Package>,
    option_import: Option<Import>,
}

/// The parent of a field.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    File,
    Message,
    Oneof,
    Extend,
}

impl Legalize<'_> {
    fn decl(&mut self, decl: &Decl, owner: Owner) {
        match decl {
            Decl::Package(package) => self.package(*package),
            Decl::Import(import) => self.import(*import),
            Decl::Message(message) => self.body(&message.body, Owner::Message),
            Decl::Extend(extend) => self.body(&extend.body, Owner::Extend),
            Decl::Oneof(oneof) => self.body(&oneof.body, Owner::Oneof),
            Decl::Field(field) => self.field(field, owner),
            Decl::Reserved(reserved) => self.reserved(reserved),
            Decl::Enum(enumeration) => self.enumeration(enumeration),
            Decl::Empty(_) | Decl::Option(_) | Decl::Service(_) | Decl::Extensions(_) => {}
        }
    }

    fn body(&mut self, body: &Body, owner: Owner) {
        for decl in &body.decls {
            self.decl(decl, owner);
        }
    }

    fn package(&mut self, package: Package) {
        if let Some(first) = self.package {
            let span = self.tree.span_to(first.first, first.last);
            let fault = self
                .error("duplicate-package", self.tree.span(package.first), "the file already has a package")
                .label(Place::span(&self.tree.source, span), "first package")
                .help("keep one of them");
            self.faults.push(fault);
        }
        self.package = Some(package);
    }

    fn import(&mut self, import: Import) {
        let modifier = self.tree.span(import.first + 1);
        match import.kind {
            ImportKind::Option if self.level < Level::Edition2024 => {
                self.fault(
                    "early-option-import",
                    modifier,
                    "`import option` requires edition 2024",
                    "use a plain import",
                );
            }
            ImportKind::Weak if self.level >= Level::Edition2024 => {
                self.fault(
                    "weak-import",
                    modifier,
                    "edition 2024 has no weak imports",
                    "use a plain import, or `import option`",
                );
            }
            _ => {}
        }
        if import.kind == ImportKind::Option {
            self.option_import.get_or_insert(import);
        } else if let Some(option) = self.option_import {
            let span = self.tree.span_to(option.first, option.last);
            let fault = self
                .error("import-order", modifier, "this import follows an `import option`")
                .label(Place::span(&self.tree.source, span), "option import")
                .help("move `import option` after all other imports");
            self.faults.push(fault);
        }
    }

    fn field(&mut self, field: &Field, owner: Owner) {
        if owner == Owner::Oneof && field.label.is_some() {
            let message = "a oneof field cannot have a label: at most one of the fields is set";
            let fault = self.error("label-in-oneof", self.tree.span(field.first), message);
            if field.label == Some(Label::Repeated) {
                self.faults.push(fault.help("declare a message with the repeated field, and use it here"));
            } else {
                self.without_label(field, fault.help("remove the label"));
            }
        } else {
            self.label(field, owner);
        }
        match field.ty {
            Type::Map { first, .. } => self.map(field, first, owner),
            Type::Group(keyword) => self.group(field, keyword),
            Type::Named(path) => self.obsolete_type(path),
        }
        self.pseudo_options(field);
        if let Some(group) = &field.group {
            self.body(group, Owner::Message);
        }
    }

    fn label(&mut self, field: &Field, owner: Owner) {
        let map = matches!(field.ty, Type::Map { .. });
        let span = self.tree.span(field.first);
        match field.label {
            Some(Label::Optional) if self.level.is_editions() => {
                let message = "editions have no `optional`: \
                               fields have explicit presence unless features.field_presence is set";
                let fault = self.error("label-in-editions", span, message).help("remove the label");
                self.without_label(field, fault);
            }
            Some(Label::Required) if self.level.is_editions() => {
                let help = "remove the label; `[features.field_presence = LEGACY_REQUIRED]` means the same";
                self.fault("label-in-editions", span, "editions have no `required`", help);
            }
            None if self.level == Level::Proto2 && !map && owner != Owner::Oneof => {
                let message =
                    format!("field `{}` has no label, which proto2 requires", self.tree.word(field.name));
                let fault = self.error("missing-label", span, message);
                if self.tree.syntax.is_none() {
                    let help = "write `syntax = \"proto3\";` at the top, or `optional` before the type";
                    return self.faults.push(fault.help(help));
                }
                let fault = fault.help("write `optional`, `required` or `repeated` before the type");
                let edit = (Span::at(span.start), "optional ".to_owned());
                self.faults.push(fault.fix("make the field `optional`", [edit]));
            }
            _ => {}
        }
    }

    fn map(&mut self, field: &Field, first: Tok, owner: Owner) {
        let span = self.tree.span(first + 1);
        if owner == Owner::Oneof {
            self.fault("map-in-oneof", span, "a map cannot be in a oneof", "wrap the map in a message");
        } else if field.label.is_some() {
            let message = "a map field cannot have a label: it is always repeated";
            let fault = self.error("label-on-map", span, message).help("remove the label");
            self.without_label(field, fault);
        } else if owner == Owner::Extend {
            self.fault(
                "map-extension",
                span,
                "an extension cannot be a map",
                "extend with a message that contains the map",
            );
        }
    }

    /// The unstable edition renames the integer types: plain names are the fixed-width ones there.
    fn obsolete_type(&mut self, path: Path) {
        let instead = match self.tree.text(path.first) {
            _ if self.level != Level::Unstable || path.first != path.last => return,
            b"fixed32" => "uint32",
            b"fixed64" => "uint64",
            b"sfixed32" => "int32",
            b"sfixed64" => "int64",
            b"sint32" => "zigzag32",
            b"sint64" => "zigzag64",
            _ => return,
        };
        let message = format!("the unstable edition has no type `{}`", self.tree.word(path.first));
        self.fault(
            "obsolete-type",
            self.tree.span(path.first),
            message,
            &format!("use `{instead}`, which is the same type"),
        );
    }

    fn group(&mut self, field: &Field, keyword: Tok) {
        if self.level.is_editions() {
            let message = "editions have no groups";
            let help = "declare a message and use it with `[features.message_encoding = DELIMITED]`";
            self.fault("group-in-editions", self.tree.span(keyword), message, help);
        }
        if !self.tree.text(field.name)[0].is_ascii_uppercase() {
            let message = "a group name must start with a capital letter: it is also the name of its message";
            self.fault(
                "group-name",
                self.tree.span(field.name),
                message,
                "capitalize it; the field name becomes its lower-case form",
            );
        }
    }

    /// `default` and `json_name`, which look like options but are fields of the descriptor.
    fn pseudo_options(&mut self, field: &Field) {
        for name in ["default", "json_name"] {
            let mut found = pseudo_option(self.tree, field, name);
            if let (Some(first), Some(second)) = (found.next(), found.next()) {
                let fault = self
                    .error("duplicate-option", self.tree.span(second.first), format!("`{name}` is set twice"))
                    .label(
                        Place::span(&self.tree.source, self.tree.span_to(first.first, first.last)),
                        "first set here",
                    )
                    .help("keep one of them");
                self.faults.push(fault);
            }
        }
        if let Some(json_name) = pseudo_option(self.tree, field, "json_name").next()
            && json_name.value.kind != ValueKind::Str
        {
            let span = self.tree.span_to(json_name.value.first, json_name.value.last);
            self.fault("bad-value", span, "`json_name` must be a string", "put it in quotes");
        }
        self.default_value(field);
    }

    fn default_value(&mut self, field: &Field) {
        let Type::Named(path) = field.ty else {
            if let Type::Group(_) = field.ty
                && let Some(default) = pseudo_option(self.tree, field, "default").next()
            {
                let span = self.tree.span(default.value.first);
                self.fault("message-default", span, "a message field cannot have a default", "remove it");
            }
            return;
        };
        let Some(default) = pseudo_option(self.tree, field, "default").next() else { return };
        let value = default.value;
        let ty = if path.first == path.last { self.tree.word(path.first) } else { "" };
        let first = self.tree.span(value.first);
        let number = self.tree.span(value.last);
        match ty {
            "int32" | "sint32" | "sfixed32" => self.default_integer(value, number, -(1 << 31), (1 << 31) - 1),
            "int64" | "sint64" | "sfixed64" => {
                self.default_integer(value, number, i128::from(i64::MIN), i128::from(i64::MAX));
            }
            "uint32" | "fixed32" => self.default_integer(value, number, 0, (1 << 32) - 1),
            "uint64" | "fixed64" => self.default_integer(value, number, 0, i128::from(u64::MAX)),
            "float" | "double" => {
                let word = self.tree.word(value.last);
                if value.kind == ValueKind::Str
                    || value.kind == ValueKind::Aggregate
                    || (value.kind == ValueKind::Ident && word != "inf" && word != "nan")
                {
                    self.fault(
                        "bad-default",
                        first,
                        format!("the default of a {ty} field must be a number"),
                        "write a number, `inf` or `nan`",
                    );
                }
            }
            "bool"
                if (value.kind != ValueKind::Ident
                    || !matches!(self.tree.word(value.first), "true" | "false")) =>
            {
                self.fault(
                    "bad-default",
                    first,
                    "the default of a bool field must be `true` or `false`",
                    "write one of them",
                );
            }
            "string" | "bytes" if value.kind != ValueKind::Str => {
                self.fault(
                    "bad-default",
                    first,
                    format!("the default of a {ty} field must be a string"),
                    "put it in quotes",
                );
            }
            _ => {}
        }
    }

    fn default_integer(&mut self, value: OptionValue, span: Span, min: i128, max: i128) {
        let number = match value.kind {
            ValueKind::Positive(number) => i128::from(number),
            ValueKind::Negative(number) => i128::from(number),
            _ => {
                return self.fault(
                    "bad-default",
                    span,
                    "the default of an integer field must be an integer",
                    "write a whole number",
                );
            }
        };
        if min == 0 && matches!(value.kind, ValueKind::Negative(_)) {
            self.fault(
                "bad-default",
                span,
                "the default of an unsigned field cannot be negative",
                "remove the `-`",
            );
        } else if number < min || number > max {
            self.fault(
                "out-of-range",
                span,
                format!("the default is out of range: the type holds {min} to {max}"),
                "use a wider type",
            );
        }
    }

    fn enumeration(&mut self, enumeration: &Enum) {
        for item in &enumeration.items {
            if let EnumItem::Reserved(reserved) = item {
                self.reserved(reserved);
            }
        }
    }

    fn reserved(&mut self, reserved: &Reserved) {
        match &reserved.what {
            ReservedWhat::Strings(names) => {
                if self.level.is_editions() {
                    let span = self.tree.span(names[0].first);
                    let message = "in editions, reserved names must be identifiers";
                    let are_identifiers = names.iter().all(|name| is_identifier(&self.tree.string(*name)));
                    let help = if are_identifiers {
                        "remove the quotes"
                    } else {
                        "remove the quotes, and the names that are not identifiers"
                    };
                    let edits = names.iter().filter(|_| are_identifiers).map(|name| {
                        let text = String::from_utf8_lossy(&self.tree.string(*name)).into_owned();
                        (self.tree.span_to(name.first, name.last), text)
                    });
                    let fault = self.error("reserved-string", span, message).help(help);
                    self.faults.push(fault.fix("remove the quotes", edits));
                }
                for name in names {
                    self.reserved_name(*name);
                }
            }
            ReservedWhat::Idents(names) if !self.level.is_editions() => {
                let span = self.tree.span(names[0]);
                let edits =
                    names.iter().map(|&name| (self.tree.span(name), format!("\"{}\"", self.tree.word(name))));
                let message = "before editions, reserved names must be strings";
                let fault = self.error("reserved-identifier", span, message).help("put the name in quotes");
                self.faults.push(fault.fix("put the names in quotes", edits));
            }
            ReservedWhat::Idents(_) | ReservedWhat::Ranges(_) => {}
        }
    }

    fn reserved_name(&mut self, name: Strings) {
        let text = self.tree.string(name);
        if !is_identifier(&text) {
            let span = self.tree.span_to(name.first, name.last);
            let message = format!(
                "`{}` is not an identifier, so it cannot be reserved",
                String::from_utf8_lossy(&text)
            );
            let fault = self.error("reserved-name", span, message);
            self.faults.push(Diagnostic { severity: Severity::Warning, ..fault });
        }
    }

    /// Reports `fault` with a fix that removes the label of a field.
    fn without_label(&mut self, field: &Field, fault: Diagnostic) {
        let edit = (self.tree.with_blanks(field.first), String::new());
        self.faults.push(fault.fix("remove the label", [edit]));
    }

    fn error(&self, code: &'static str, span: Span, message: impl Into<Line>) -> Diagnostic {
        Diagnostic::error(code, Place::span(&self.tree.source, span), message)
    }

    fn fault(&mut self, code: &'static str, span: Span, message: impl Into<Line>, help: &str) {
        let fault = self.error(code, span, message).help(help);
        self.faults.push(fault);
    }
}

/// The settings of `default` or `json_name` in the brackets of `field`.
pub fn pseudo_option<'t>(
    tree: &'t Tree,
    field: &'t Field,
    name: &'static str,
) -> impl Iterator<Item = &'t OptionNode> {
    let options = field.options.iter().flat_map(|brackets| brackets.options.clone());
    options.map(|id| tree.option(id)).filter(move |option| is_pseudo_option(tree, option, name))
}

/// Whether an option of a field is the pseudo option `name`: `default` or `json_name`.
pub fn is_pseudo_option(tree: &Tree, option: &OptionNode, name: &str) -> bool {
    let part = option.name[0];
    !part.extension && tree.text(part.path.first) == name.as_bytes()
}
