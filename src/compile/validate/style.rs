//! Checks naming style, which editions 2024 and 2026 enforce.

use super::checker::Checker;
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, EnforceNamingStyle, NameHash, Ref, Symbol};

/// Prefixes of generated accessors.
const ACCESSORS: [&str; 4] = ["has_", "get_", "set_", "clear_"];

/// The naming style of one kind of element.
type Style = fn(&str) -> Result<(), &'static str>;

impl Checker<'_> {
    /// Checks the names of all elements whose features enforce a style.
    pub(super) fn style(&mut self) {
        let file = self.file;
        let package = file.str(file.package);
        if !package.is_empty() && enforced(self.features.file.enforce_naming_style) {
            let place = self.package_place();
            self.styled(package, place, "package", lower_snake_case);
        }
        let features = self.features;
        let lists = [
            (Element::Message as fn(u32) -> Element, &features.messages, "message", title_case as Style),
            (Element::Field, &features.fields, "field", lower_snake_case),
            (Element::Oneof, &features.oneofs, "oneof", lower_snake_case),
            (Element::Enum, &features.enums, "enum", title_case),
            (Element::Value, &features.values, "enum value", upper_snake_case),
            (Element::Service, &features.services, "service", title_case),
            (Element::Method, &features.methods, "method", title_case),
        ];
        for (element, features, noun, style) in lists {
            for (features, id) in features.iter().zip(0..) {
                if enforced(features.enforce_naming_style) && !self.is_map_entry_part(element(id)) {
                    let element = element(id);
                    self.styled(self.short_name(element), self.name(element), noun, style);
                    if features.enforce_naming_style == EnforceNamingStyle::Style2026 {
                        self.accessor_names(element, noun);
                    }
                }
            }
        }
    }

    /// Whether an element is a map entry or one of its fields, which are not in the source.
    fn is_map_entry_part(&self, element: Element) -> bool {
        match element {
            Element::Message(id) => self.file.messages[id as usize].map_entry,
            Element::Field(id) => self.is_entry_field(&self.file.fields[id as usize]),
            _ => false,
        }
    }

    fn styled(&mut self, name: &str, place: Place, noun: &str, style: Style) {
        if let Err(what) = style(name) {
            let fault = Diagnostic::error("naming-style", place, format!("{noun} name `{name}` {what}"));
            self.report(fault.help("rename it, or set features.enforce_naming_style = STYLE_LEGACY"));
        }
    }

    /// Checks for names that conflict with generated accessors of other fields.
    fn accessor_names(&mut self, element: Element, noun: &str) {
        let Some(owner) = self.owner_of_member(element) else { return };
        let name = self.short_name(element);
        let text = if name == "descriptor" {
            format!("{noun} name `descriptor` conflicts with generated code")
        } else {
            let begins = ACCESSORS.iter().find_map(|prefix| name.strip_prefix(prefix));
            let ends = name.strip_suffix("_value");
            let Some(other) =
                [begins, ends].into_iter().flatten().find(|other| self.has_member(owner, other))
            else {
                return;
            };
            format!("{noun} name `{name}` conflicts with generated code for `{other}`")
        };
        let fault = Diagnostic::error("naming-style", self.name(element), text);
        self.report(fault.help("rename it, or set features.enforce_naming_style = STYLE2024"));
    }

    /// The message that has a field, an extension or a oneof.
    fn owner_of_member(&self, element: Element) -> Option<Ref> {
        let own = |index| Ref { file: self.id, index };
        match element {
            Element::Field(id) if self.file.fields[id as usize].is_extension() => {
                self.links.extendees[id as usize]
            }
            Element::Field(id) => self.file.fields[id as usize].parent.map(own),
            Element::Oneof(id) => Some(own(self.file.oneofs[id as usize].parent)),
            _ => None,
        }
    }

    fn has_member(&self, owner: Ref, name: &str) -> bool {
        let files = &self.schema.files;
        let scope = files[owner.file as usize].bytes(self.schema.message(owner).full_name);
        let hash = NameHash::EMPTY.then(scope).member(name.as_bytes());
        match self.schema.symbols.find(files, hash, scope, name.as_bytes()) {
            Some(Symbol::Element(file, Element::Field(id))) => {
                !files[file as usize].fields[id as usize].is_extension()
            }
            Some(Symbol::Element(_, Element::Oneof(_))) => true,
            _ => false,
        }
    }
}

fn enforced(style: EnforceNamingStyle) -> bool {
    matches!(style, EnforceNamingStyle::Style2024 | EnforceNamingStyle::Style2026)
}

fn title_case(name: &str) -> Result<(), &'static str> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("is not in TitleCase");
    }
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err("does not start with an upper-case letter");
    }
    Ok(())
}

fn lower_snake_case(name: &str) -> Result<(), &'static str> {
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.'))
    {
        return Err("is not in lower_snake_case");
    }
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Err("does not start with a lower-case letter");
    }
    underscores(name)
}

fn upper_snake_case(name: &str) -> Result<(), &'static str> {
    if !name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        return Err("is not in UPPER_SNAKE_CASE");
    }
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err("does not start with an upper-case letter");
    }
    underscores(name)
}

/// Checks that a letter follows each underscore.
fn underscores(name: &str) -> Result<(), &'static str> {
    let mut parts = name.split('_').skip(1);
    if parts.all(|part| part.starts_with(|first: char| first.is_ascii_alphabetic())) {
        Ok(())
    } else {
        Err("has an underscore that is not followed by a letter")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_those_of_the_guide() {
        assert!(title_case("UserV2").is_ok());
        assert!(title_case("User_Name").is_err());
        assert!(lower_snake_case("a.b_c.d2").is_ok());
        assert!(lower_snake_case("name_2").is_err());
        assert!(lower_snake_case("_name").is_err());
        assert!(lower_snake_case("name_").is_err());
        assert!(upper_snake_case("STATUS_PAID").is_ok());
        assert!(upper_snake_case("STATUS__PAID").is_err());
    }
}
