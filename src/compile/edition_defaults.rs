//! The defaults of all features by edition, a table that language runtimes are built with.

use std::collections::BTreeSet;

use super::options::place::option_place;
use super::support::Support;
use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Element, FieldType, FileId, Label, MessageValue, Part, Ref, Schema, Symbol, TypeRef, Value,
};
use crate::syntax::{LEGACY, Level, edition_name, literal};

/// Options of fields that define features.
const TARGETS: i32 = 19;
const EDITION_DEFAULTS: i32 = 20;
const FEATURE_SUPPORT: i32 = 22;

/// Editions that are not language levels, without the prefix `EDITION_`.
const OTHER_EDITIONS: [(&str, i32); 7] = [
    ("1_TEST_ONLY", 1),
    ("2_TEST_ONLY", 2),
    ("LEGACY", LEGACY),
    ("99997_TEST_ONLY", 99_997),
    ("99998_TEST_ONLY", 99_998),
    ("99999_TEST_ONLY", 99_999),
    ("MAX", i32::MAX),
];

/// The number of an edition, by name without the prefix `EDITION_`.
pub fn edition_number(name: &str) -> Option<i32> {
    let levels = Level::ALL.iter().map(|level| (level.name().to_ascii_uppercase(), level.edition()));
    let others = OTHER_EDITIONS.iter().map(|&(name, number)| (name.to_owned(), number));
    levels.chain(others).find(|(known, _)| known == name).map(|(_, number)| number)
}

/// The editions that a table of defaults covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EditionRange {
    /// The first.
    pub minimum: i32,
    /// The last.
    pub maximum: i32,
}

impl Default for EditionRange {
    /// All final editions.
    fn default() -> Self {
        Self { minimum: Level::Proto2.edition(), maximum: Level::LATEST.edition() }
    }
}

impl EditionRange {
    /// A range of editions. Bounds that are `None` are those of the default range. Returns an error message if the
    /// range is invalid.
    pub fn new(minimum: Option<i32>, maximum: Option<i32>) -> Result<Self, String> {
        let usual = Self::default();
        let range =
            Self { minimum: minimum.unwrap_or(usual.minimum), maximum: maximum.unwrap_or(usual.maximum) };
        let Self { minimum, maximum } = range;
        if minimum > maximum {
            let [minimum, maximum] = [minimum, maximum].map(edition_name);
            return Err(format!("the range is empty: it ends with {maximum}, before {minimum}"));
        }
        if minimum < LEGACY {
            return Err(format!(
                "{} has no defaults: the first edition with defaults is {}",
                edition_name(minimum),
                edition_name(LEGACY)
            ));
        }
        Ok(range)
    }

    /// Whether the table can have an entry for this edition. UNSTABLE is always included.
    fn has(self, edition: i32) -> bool {
        edition <= self.maximum || edition == Level::Unstable.edition()
    }
}

/// The defaults from one edition up to the next one in the table.
pub struct Defaults {
    /// The first edition.
    pub edition: i32,
    /// Features that cannot be set, because they are not introduced yet or removed.
    pub fixed: MessageValue,
    /// Features that can be set.
    pub overridable: MessageValue,
}

/// The defaults of the features in `FeatureSet` and all its extensions, or the errors in their definitions. The schema
/// must be valid otherwise.
pub fn feature_defaults(schema: &Schema, range: EditionRange) -> Result<Vec<Defaults>, Vec<Diagnostic>> {
    let Some(root) = feature_set(schema) else {
        let place = Place::file("google/protobuf/descriptor.proto");
        let message = "no input imports this file, which declares FeatureSet";
        let help = "add it, or a file that imports it, to the inputs";
        return Err(vec![Diagnostic::error("no-feature-set", place, message).help(help)]);
    };
    let mut check = Check { schema, faults: Vec::new() };
    let mut groups = vec![Group { extension: None, ty: root, features: check.features(root) }];
    for extension in extensions(schema, root) {
        groups.extend(check.extension(extension));
    }
    let editions = editions(&groups, range);
    for feature in groups.iter().flat_map(|group| &group.features) {
        check.values(feature, &editions);
    }
    if !check.faults.is_empty() {
        return Err(check.faults);
    }
    Ok(editions.into_iter().map(|edition| defaults(schema, root, &groups, edition)).collect())
}

/// `google.protobuf.FeatureSet`, unless its file is hidden.
fn feature_set(schema: &Schema) -> Option<Ref> {
    match schema.symbols.get(&schema.files, b"google.protobuf.FeatureSet")? {
        Symbol::Element(file, Element::Message(index)) if (file as usize) < schema.len => {
            Some(Ref { file, index })
        }
        _ => None,
    }
}

/// The extensions of a message, sorted by number; the first one if a number repeats.
fn extensions(schema: &Schema, owner: Ref) -> Vec<Ref> {
    let files = schema.visible_files().iter().zip(0 as FileId..);
    let fields = files.flat_map(|(file, id)| (0..file.fields.len() as u32).map(move |index| (id, index)));
    let fields = fields.map(|(file, index)| Ref { file, index });
    let mut found: Vec<Ref> =
        fields.filter(|&at| schema.field(at).is_extension() && schema.owner(at) == Some(owner)).collect();
    found.sort_by_key(|&at| schema.field(at).number);
    found.dedup_by_key(|at| schema.field(*at).number);
    found
}

/// The editions in which a default changes, or a feature is introduced or removed.
fn editions(groups: &[Group<'_>], range: EditionRange) -> BTreeSet<i32> {
    let features = groups.iter().flat_map(|group| &group.features);
    let all = features.flat_map(|feature| {
        let defaults = feature.defaults.iter().map(|default| default.edition);
        defaults.chain(feature.support.introduced).chain(feature.support.removed)
    });
    all.filter(|&edition| range.has(edition)).collect()
}

fn defaults(schema: &Schema, root: Ref, groups: &[Group<'_>], edition: i32) -> Defaults {
    let mut row = Defaults { edition, fixed: MessageValue::new(root), overridable: MessageValue::new(root) };
    for Group { extension, ty, features } in groups {
        let mut fixed = MessageValue::new(*ty);
        let mut overridable = MessageValue::new(*ty);
        for feature in features {
            let target = if feature.is_fixed(edition) { &mut fixed } else { &mut overridable };
            let default = feature.default_in(edition);
            if let Some(value) = default.and_then(|default| value(schema, feature.field, default.text)) {
                target.add(schema, feature.field, value);
            }
        }
        for (whole, part) in [(&mut row.fixed, fixed), (&mut row.overridable, overridable)] {
            match *extension {
                Some(extension) => whole.add(schema, extension, Value::message(part)),
                None => whole.merge(schema, part),
            }
        }
    }
    row
}

/// The features in one message: `FeatureSet`, or the type of one of its extensions.
struct Group<'a> {
    extension: Option<Ref>,
    ty: Ref,
    features: Vec<Feature<'a>>,
}

struct Feature<'a> {
    field: Ref,
    support: Support<'a>,
    defaults: Vec<EditionDefault<'a>>,
}

impl Feature<'_> {
    fn is_fixed(&self, edition: i32) -> bool {
        self.support.introduced.is_some_and(|introduced| edition < introduced)
            || self.support.removed.is_some_and(|removed| edition >= removed)
    }

    /// The latest default that applies to an edition; the last one if there are several.
    fn default_in(&self, edition: i32) -> Option<&EditionDefault<'_>> {
        let defaults = self.defaults.iter().filter(|default| default.edition <= edition);
        defaults.max_by_key(|default| default.edition)
    }
}

/// One `edition_defaults` of a feature.
struct EditionDefault<'a> {
    edition: i32,
    text: &'a [u8],
    /// The index in `edition_defaults`.
    index: i32,
}

impl<'a> EditionDefault<'a> {
    /// All defaults in the options of a field.
    fn all(options: &'a MessageValue) -> Vec<Self> {
        let messages = options.get(EDITION_DEFAULTS).iter().zip(0..);
        messages.filter_map(|(value, index)| Self::read(value, index)).collect()
    }

    fn read(value: &'a Value, index: i32) -> Option<Self> {
        let Value::Message(default) = value else { return None };
        let text = match default.one(2) {
            Some(Value::Bytes(text)) => &**text,
            _ => &[],
        };
        Some(Self { edition: default.enumeration(3).unwrap_or(0), text, index })
    }
}

/// Parses a default in text format.
fn value(schema: &Schema, feature: Ref, text: &[u8]) -> Option<Value> {
    let text = text.trim_ascii();
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits.trim_ascii_start()),
        digits => (false, digits),
    };
    let number = if digits.is_empty() { None } else { literal::integer(digits).map(i128::from) };
    let number = number.map(|number| if negative { -number } else { number });
    let Some(TypeRef::Enum(ty)) = schema.type_of(feature) else {
        return match (text, number) {
            (b"true" | b"True" | b"t", _) => Some(Value::Bool(true)),
            (b"false" | b"False" | b"f", _) => Some(Value::Bool(false)),
            (_, Some(number @ 0..=1)) if !negative => Some(Value::Bool(number == 1)),
            _ => None,
        };
    };
    let named = schema.value_named(ty, text);
    let known = |&number: &i32| !schema.rejects_unknown(feature) || schema.has_value(ty, number);
    named.or_else(|| i32::try_from(number?).ok().filter(known)).map(Value::Enum)
}

/// Checks definitions of features.
struct Check<'a> {
    schema: &'a Schema,
    faults: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    /// Checks an extension of `FeatureSet`. Returns its features if it is valid.
    fn extension(&mut self, at: Ref) -> Option<Group<'a>> {
        let Some(ty) = self.schema.message_of(at) else {
            let message = "an extension of FeatureSet must be a message, so that features can be added later";
            self.fault(self.field_place(at, Part::Type), message, "wrap the feature in a message");
            return None;
        };
        if self.schema.field(at).label == Label::Repeated {
            let message = "an extension of FeatureSet cannot be repeated";
            self.fault(self.field_place(at, Part::Name), message, "remove `repeated`");
            return None;
        }
        self.nested_extensions(ty);
        Some(Group { extension: Some(at), ty, features: self.features(ty) })
    }

    /// Rejects extension ranges and extensions in messages with features.
    fn nested_extensions(&mut self, ty: Ref) {
        let file = &self.schema.files[ty.file as usize];
        let message = self.schema.message(ty);
        let ranges = message.extension_ranges.iter().map(Element::ExtensionRange);
        let extensions = message.scope.extensions.iter().map(Element::Field);
        for element in ranges.chain(extensions) {
            let message = "a message with features cannot have extension ranges or declare extensions";
            self.fault(file.place(element, Part::Whole), message, "extend FeatureSet itself");
        }
    }

    /// The features in a message.
    fn features(&mut self, ty: Ref) -> Vec<Feature<'a>> {
        let file = &self.schema.files[ty.file as usize];
        let message = self.schema.message(ty);
        for oneof in message.oneofs.iter() {
            let place = file.place(Element::Oneof(oneof), Part::Name);
            let message = "a feature cannot be in a oneof: features are set independently";
            self.fault(place, message, "move the fields out of the oneof");
        }
        let fields = message.fields.iter().map(|index| Ref { file: ty.file, index });
        fields.filter_map(|field| self.feature(field)).collect()
    }

    fn feature(&mut self, field: Ref) -> Option<Feature<'a>> {
        let sound = self.shape(field);
        let name = self.field_place(field, Part::Name);
        let declared = self.schema.field(field).options;
        let options = self.schema.option_values(field.file, declared);
        if options.is_none_or(|options| options.get(TARGETS).is_empty()) {
            let help = "add `targets`, one for each kind of element it applies to";
            self.fault(name.clone(), "a feature needs `targets`", help);
        }
        let defaults: Vec<EditionDefault<'a>> = options.map(EditionDefault::all).unwrap_or_default();
        if !defaults.iter().any(|default| default.edition == LEGACY) {
            let message = "this feature has no default for EDITION_LEGACY, which older files need";
            let help = "add `edition_defaults = { edition: EDITION_LEGACY, value: \"…\" }`";
            self.fault(name.clone(), message, help);
        }
        let Some(support) = options.and_then(|options| options.message(FEATURE_SUPPORT)).map(Support::new)
        else {
            let help = "add `feature_support = { edition_introduced: EDITION_… }`";
            self.fault(name, "a feature needs `feature_support`", help);
            return None;
        };
        self.lifetime(field, support, &defaults);
        sound.then_some(Feature { field, support, defaults })
    }

    /// Checks whether the field can be a feature.
    fn shape(&mut self, at: Ref) -> bool {
        let field = self.schema.field(at);
        let faults = self.faults.len();
        if field.proto3_optional {
            let message = "a feature cannot be in a oneof, which proto3 `optional` creates";
            self.fault(self.field_place(at, Part::Name), message, "remove `optional`");
        }
        if self.schema.is_required(at) {
            let message = "a feature cannot be required: most files use the default";
            self.fault(self.field_place(at, Part::Name), message, "make the field optional");
        }
        if field.label == Label::Repeated {
            let message = "a feature cannot be repeated";
            self.fault(self.field_place(at, Part::Name), message, "remove `repeated`");
        } else if !matches!(self.schema.field_type(at), FieldType::Bool | FieldType::Enum) {
            let message = "the type of a feature must be a bool or an enum";
            self.fault(self.field_place(at, Part::Type), message, "use an enum");
        }
        self.faults.len() == faults
    }

    /// Checks the lifetime of a feature, and that its defaults are within it.
    fn lifetime(&mut self, field: Ref, support: Support<'a>, defaults: &[EditionDefault<'a>]) {
        let at_support = self.option_place(field, &[FEATURE_SUPPORT]);
        let Some(introduced) = support.introduced else {
            let message = "this feature has no `edition_introduced`";
            return self.fault(at_support, message, "set `edition_introduced`");
        };
        let too_early = "EDITION_LEGACY is the earliest edition";
        if introduced < LEGACY || support.removed.is_some_and(|removed| removed < LEGACY) {
            self.fault(at_support, too_early, "name a later edition");
        }
        for default in defaults {
            let edition = edition_name(default.edition);
            let place = self.option_place(field, &[EDITION_DEFAULTS, default.index]);
            if default.edition < LEGACY {
                self.fault(place, too_early, "name a later edition");
            } else if default.edition < Level::Edition2023.edition() {
                // Any feature may have defaults for proto2 and proto3.
            } else if default.edition < introduced {
                let message = format!(
                    "default for {edition}, but the feature was introduced in {}",
                    edition_name(introduced)
                );
                self.fault(place, &message, "remove it: the previous default applies");
            } else if let Some(removed) = support.removed.filter(|&removed| default.edition > removed) {
                let message = format!(
                    "default for {edition}, but the feature was removed in {}",
                    edition_name(removed)
                );
                self.fault(place, &message, "remove it, or remove the feature in a later edition");
            }
        }
    }

    /// Checks that the defaults in use are valid values.
    fn values(&mut self, feature: &Feature<'a>, editions: &BTreeSet<i32>) {
        let mut used: Vec<_> = editions.iter().filter_map(|&edition| feature.default_in(edition)).collect();
        used.dedup_by_key(|default| default.index);
        for default in used {
            if value(self.schema, feature.field, default.text).is_some() {
                continue;
            }
            let text = String::from_utf8_lossy(default.text);
            let (what, help) = match self.schema.type_of(feature.field) {
                Some(TypeRef::Enum(ty)) => {
                    let name = self.schema.full_name(ty.file, Element::Enum(ty.index));
                    (format!("enum `{name}` has no value `{text}`"), "use one of the values it declares")
                }
                _ => (format!("`{text}` is not a bool"), "write `true` or `false`"),
            };
            let place = self.option_place(feature.field, &[EDITION_DEFAULTS, default.index]);
            let message = format!("invalid default for {}: {what}", edition_name(default.edition));
            self.fault(place, &message, help);
        }
    }

    fn field_place(&self, at: Ref, part: Part) -> Place {
        self.schema.files[at.file as usize].place(Element::Field(at.index), part)
    }

    /// The place of the first statement that sets `path` in the options of a field.
    fn option_place(&self, field: Ref, path: &[i32]) -> Place {
        match self.schema.field(field).options {
            Some(set) => {
                option_place(self.schema, field.file, set, |_, record| record.path.starts_with(path))
            }
            None => self.field_place(field, Part::Name),
        }
    }

    fn fault(&mut self, place: Place, message: &str, help: &str) {
        self.faults.push(Diagnostic::error("feature-definition", place, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{ImportPaths, Timings, compile, load};
    use crate::schema::Features;

    /// The presets are constants, because they are needed before anything is compiled. They must match
    /// `descriptor.proto`.
    #[test]
    fn presets_are_what_edition_defaults_say() {
        let descriptor = ["google/protobuf/descriptor.proto".to_owned()];
        let loaded = load(&ImportPaths::new(), &descriptor, Vec::new());
        let compiled = compile(loaded, &mut Timings::default());
        assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
        let table = feature_defaults(&compiled.schema, EditionRange::default()).unwrap_or_default();
        for &level in Level::ALL {
            let row =
                table.iter().rfind(|row| row.edition <= level.edition()).expect("a row for every level");
            let known = row.fixed.fields.len() + row.overridable.fields.len();
            assert_eq!(known, 9, "{level:?}: a feature that the presets do not have");
            let preset = Features::of_level(level);
            assert_eq!(preset.with(&row.fixed).with(&row.overridable), preset, "{level:?}");
        }
    }
}
