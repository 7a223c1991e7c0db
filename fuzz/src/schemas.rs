//! Random schemas over small pools of names, so that declarations collide, shadow and refer to each other all the time.
//!
//! A schema is mostly valid: each choice that a careful writer would not make is made with a small probability, which
//! differs from schema to schema. So most schemas are accepted, and most of the others have one fault.

use crate::random::Random;

const NAMES: [&str; 26] = [
    "a", "b", "_a", "A", "B", "aEntry", "AEntry", "X_a", "a_b", "aB", "ab", "M", "E", "S", "Z", "p", "q",
    "a1", "a_1", "message", "option", "to", "max", "stream", "inf", "optional",
];
const PACKAGES: [&str; 8] = ["p", "q", "p.q", "a", "a.b", "p.a", "m.v1", "M"];
const SCALARS: [&str; 15] = [
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64",
    "bool", "string", "bytes", "float", "double",
];
const KEYS: [&str; 7] = ["int32", "string", "bool", "int64", "sfixed32", "uint64", "sint32"];
const KNOWN: [&str; 5] = [
    ".google.protobuf.Timestamp",
    "google.protobuf.Any",
    ".google.protobuf.FieldOptions",
    ".google.protobuf.Struct",
    "google.protobuf.NullValue",
];
const LEVELS: [&str; 6] = ["proto2", "proto3", "proto3", "2023", "2024", ""];
const NUMBERS: [&str; 18] = [
    "0",
    "-1",
    "1",
    "2",
    "100",
    "150",
    "18999",
    "19000",
    "19999",
    "20000",
    "536870911",
    "536870912",
    "2147483647",
    "2147483648",
    "0x5",
    "017",
    "4294967296",
    "1.5",
];
const VALUES: [&str; 22] = [
    "0",
    "1",
    "-1",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967295",
    "4294967296",
    "0x7fffffffffffffff",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "07",
    "1.0",
    "true",
    "A",
    "a",
    "\"s\"",
    "inf",
    "-nan",
    "-inf",
];
/// Features, each with its values and where it may stand: file, field, enum, message, oneof.
const FEATURES: [(&str, &[&str], &str); 8] = [
    ("field_presence", &["EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED"], "Ff"),
    ("repeated_field_encoding", &["PACKED", "EXPANDED"], "Ff"),
    ("message_encoding", &["DELIMITED", "LENGTH_PREFIXED"], "Ff"),
    ("utf8_validation", &["VERIFY", "NONE"], "Ff"),
    ("enum_type", &["OPEN", "CLOSED"], "Fe"),
    ("json_format", &["ALLOW", "LEGACY_BEST_EFFORT"], "Fem"),
    ("enforce_naming_style", &["STYLE_LEGACY", "STYLE2024"], "Femfo"),
    ("default_symbol_visibility", &["EXPORT_ALL", "STRICT", "LOCAL_ALL", "EXPORT_TOP_LEVEL"], "F"),
];

/// Files of one random schema; the last one may import all others.
pub fn random_files(random: &mut Random) -> Vec<(String, String)> {
    let oddness = *random.one(&[0, 5, 15, 40]);
    let mut writer = Writer { oddness, ..Writer::new(random) };
    let count = *writer.random.one(&[1, 1, 1, 2, 3]);
    for index in 0..count {
        writer.file(index);
    }
    writer.files
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    /// With extension ranges.
    Extendable,
    Enum,
}

struct Writer<'r> {
    random: &'r mut Random,
    /// How often, out of a thousand choices, something odd is chosen.
    oddness: usize,
    files: Vec<(String, String)>,
    types: Vec<(String, Kind)>,
    /// What is open around: the names, and the names and numbers that are taken in each.
    scope: Vec<String>,
    names: Vec<Vec<String>>,
    numbers: Vec<Vec<usize>>,
    package: String,
    level: &'static str,
    /// Whether the file declares custom options.
    has_options: bool,
    out: String,
}

impl<'r> Writer<'r> {
    fn new(random: &'r mut Random) -> Self {
        Self {
            random,
            oddness: 0,
            files: Vec::new(),
            types: Vec::new(),
            scope: Vec::new(),
            names: vec![Vec::new()],
            numbers: vec![Vec::new()],
            package: String::new(),
            level: "",
            has_options: false,
            out: String::new(),
        }
    }

    fn odd(&mut self) -> bool {
        let oddness = self.oddness;
        self.random.chance(oddness)
    }

    fn chance(&mut self, of_1000: usize) -> bool {
        self.random.chance(of_1000)
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        let chosen: &&'static str = self.random.one(of);
        chosen
    }

    fn is_editions(&self) -> bool {
        self.level.starts_with('2')
    }

    fn is_proto2(&self) -> bool {
        matches!(self.level, "proto2" | "")
    }

    /// A line, with a comment now and then.
    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.scope.len());
        if self.chance(60) {
            let comment = self.one(&[
                "// Leads.\n",
                "/* Leads. */\n",
                "// Apart.\n\n",
                "/* a\n * b\n */\n",
                "\n\n",
                "// é\n//\n",
            ]);
            self.out.push_str(&indent);
            self.out.push_str(comment);
        }
        self.out.push_str(&indent);
        self.out.push_str(text);
        if self.chance(40) {
            let comment =
                self.one(&[" // Trails.", " /* Trails. */", "\t/* a */ /* b */", " // Trails.\n// Not.\n"]);
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    /// A name that is not taken in the scope.
    fn fresh(&mut self) -> String {
        let mut name = self.one(&NAMES).to_owned();
        if self.odd() {
            return name;
        }
        for _ in 0..40 {
            if self.chance(400) {
                name.push_str(self.one(&["1", "_b", "X", "s", "_c2", "Q"]));
            }
            let folded = folded(&name);
            if self.names.last().is_some_and(|known| !known.contains(&folded)) {
                if let Some(known) = self.names.last_mut() {
                    known.push(folded);
                }
                return name;
            }
            self.one(&NAMES).clone_into(&mut name);
        }
        format!("{name}{}", self.random.below(100_000))
    }

    fn number(&mut self) -> String {
        if self.odd() {
            return self.one(&NUMBERS).to_owned();
        }
        let taken = self.numbers.last().cloned().unwrap_or_default();
        let number = (0..50).map(|_| self.random.between(1, 60)).find(|number| !taken.contains(number));
        let number = number.unwrap_or(61 + taken.len());
        if let Some(taken) = self.numbers.last_mut() {
            taken.push(number);
        }
        number.to_string()
    }

    fn enter(&mut self, name: &str) {
        self.scope.push(name.to_owned());
        self.names.push(Vec::new());
        self.numbers.push(Vec::new());
    }

    fn leave(&mut self) {
        self.scope.pop();
        self.names.pop();
        self.numbers.pop();
    }

    fn full_name(&self, name: &str) -> String {
        let package = Some(self.package.as_str()).filter(|package| !package.is_empty());
        let parts = package.into_iter().chain(self.scope.iter().map(String::as_str));
        parts.chain((!name.is_empty()).then_some(name)).collect::<Vec<_>>().join(".")
    }

    /// A reference to a type of one of some kinds, spelled in one of the ways that may find it.
    fn reference(&mut self, kinds: &[Kind]) -> String {
        let known: Vec<String> = self
            .types
            .iter()
            .filter(|(_, kind)| kinds.contains(kind))
            .map(|(name, _)| name.clone())
            .collect();
        if known.is_empty() && !self.odd() {
            return ".google.protobuf.Timestamp".to_owned();
        }
        if known.is_empty() || self.odd() {
            let parts: Vec<&str> = (0..self.random.between(1, 3)).map(|_| self.one(&NAMES)).collect();
            return format!("{}{}", if self.chance(200) { "." } else { "" }, parts.join("."));
        }
        let full = self.random.one(&known).clone();
        let scope = self.full_name("");
        match self.random.below(10) {
            0..6 => format!(".{full}"),
            6 if full.starts_with(&format!("{scope}.")) => full[scope.len() + 1..].to_owned(),
            7 if self.odd() => full.split('.').next_back().unwrap_or_default().to_owned(),
            _ => full,
        }
    }

    fn ty(&mut self) -> String {
        match self.random.below(20) {
            0..10 => self.one(&SCALARS).to_owned(),
            10 => self.one(&KNOWN).to_owned(),
            _ => self.reference(&[Kind::Message, Kind::Extendable, Kind::Enum]),
        }
    }

    fn value(&mut self, ty: &str) -> String {
        if self.odd() {
            return self.one(&VALUES).to_owned();
        }
        let values: &[&str] = match ty {
            "string" => &["\"x\"", "'y'", "\"\\x41\" \"b\"", "\"\"", "\"\\u00e9\"", "\"\\n\\\\\"", "'\"'"],
            "bytes" => &["\"x\"", "\"\\377\\0\"", "\"\\001x\"", "''"],
            "float" | "double" => &[
                "1.5",
                "-2",
                "inf",
                "-inf",
                "nan",
                "1e10",
                ".5",
                "3e-7",
                "123456789",
                "1e39",
                "-0.0",
                "0x10",
            ],
            "bool" => &["true", "false"],
            "uint32" | "fixed32" => &["0", "7", "4294967295", "0x1F"],
            "uint64" | "fixed64" => &["0", "7", "18446744073709551615", "017"],
            "int64" | "sint64" | "sfixed64" => &["0", "-7", "9223372036854775807", "-9223372036854775808"],
            _ => &["0", "-7", "2147483647", "-2147483648", "0x7fffffff"],
        };
        self.one(values).to_owned()
    }

    /// `features.x = Y` for something of this kind.
    fn feature(&mut self, kind: char) -> String {
        let mut fit: Vec<(&str, &[&str])> = Vec::new();
        for (name, values, kinds) in FEATURES {
            let is_late = matches!(name, "enforce_naming_style" | "default_symbol_visibility");
            if kinds.contains(kind) && (self.level == "2024" || !is_late) {
                fit.push((name, values));
            }
        }
        if self.odd() || fit.is_empty() {
            fit = FEATURES.iter().map(|(name, values, _)| (*name, *values)).collect();
        }
        let (name, values) = *self.random.one(&fit);
        let value = *self.random.one(values);
        if self.chance(150) {
            format!("features = {{ {name}: {value} }}")
        } else {
            format!("features.{name} = {value}")
        }
    }

    /// A custom option for something of this kind.
    fn custom(&mut self, kind: char) -> String {
        let name = format!("{}o_{kind}", self.one(&["", "", "opts."]));
        let name = if name.starts_with("opts") { format!(".{name}") } else { format!("opts.{name}") };
        match self.random.below(14) {
            0 => format!("({name}).a = {}", self.value("int32")),
            1 => format!("({name}).b = {}", self.value("string")),
            2 => format!("({name}) = {{ a: 1 b: \"y\" }}"),
            3 => format!("({name}) = {{ a: 1, b: 'y' 'z'; r: [1, 2, 3] }}"),
            4 => format!("({name}).r = 1"),
            5 => format!("({name}).m.a = 4"),
            6 => format!("({name}) = {{ m < a: 2 m {{ a: 3 }} > e: ONE }}"),
            7 => format!("({name}).e = TWO"),
            8 => format!("({name}) = {{ f: -inf d: 1e3 k {{ key: \"x\" value: 2 }} k {{ key: \"a\" }} }}"),
            9 => format!("({name}) = {{ g {{ x: 1 }} u: 0xFF }}"),
            10 => format!("({name}) = {{ [opts.x]: 3 [opts.xm] {{ a: 9 }} }}"),
            11 => format!("({name}) = {{ any {{ [type.googleapis.com/opts.O] {{ a: 1 }} }} }}"),
            12 => format!("({name}).(opts.xm).a = 5"),
            _ => format!("({name}) = {{ y: \"\\001\\377\" }}"),
        }
    }

    /// Options of something, as they stand in brackets or statements.
    fn options(&mut self, kind: char, share: usize) -> Vec<String> {
        let mut options = Vec::new();
        if self.chance(share / 2) && kind != 'o' && kind != 'r' {
            options.push(format!("deprecated = {}", self.one(&["true", "false"])));
        }
        let is_fit = self.is_editions() && kind != 'f' && self.chance(share);
        if is_fit || self.odd() && self.chance(if self.is_editions() { 500 } else { 50 }) {
            options.push(self.feature(kind));
        }
        if self.has_options && self.chance(share * 2) {
            options.push(self.custom(kind));
            if self.odd() {
                options.push(self.custom(kind));
            }
        }
        options
    }

    fn statements(&mut self, options: &[String]) {
        for option in options {
            self.line(&format!("option {option};"));
        }
    }

    fn field_options(&mut self, ty: &str, label: &str, is_extension: bool) -> String {
        let is_scalar = SCALARS.contains(&ty);
        let is_repeated = label.contains("repeated");
        let mut options = self.options('f', 40);
        if is_scalar && !is_repeated && self.level != "proto3" && self.chance(120) {
            let value = self.value(ty);
            options.push(format!("default = {value}"));
        }
        if self.chance(40) && !is_extension {
            let name = self.fresh();
            options.push(format!("json_name = \"j{name}\""));
        }
        if self.is_editions() && self.chance(120) {
            let feature = match ty {
                "" => "",
                _ if !is_scalar && !is_extension => {
                    self.one(&["message_encoding = DELIMITED", "message_encoding = LENGTH_PREFIXED"])
                }
                "string" => self.one(&["utf8_validation = VERIFY", "utf8_validation = NONE"]),
                "bytes" => "",
                _ if is_repeated => {
                    self.one(&["repeated_field_encoding = PACKED", "repeated_field_encoding = EXPANDED"])
                }
                _ if !is_extension => self.one(&[
                    "field_presence = EXPLICIT",
                    "field_presence = IMPLICIT",
                    "field_presence = LEGACY_REQUIRED",
                ]),
                _ => "",
            };
            if !feature.is_empty() {
                options.push(format!("features.{feature}"));
            }
        }
        let mut maybe = |fits: bool, text: &str| {
            if fits && self.random.chance(30) || self.random.chance(self.oddness / 3) {
                options.push(text.to_owned());
            }
        };
        maybe(
            is_scalar && is_repeated && !matches!(ty, "string" | "bytes") && self.level.starts_with('p'),
            "packed = true",
        );
        maybe(false, "lazy = true");
        maybe(false, "unverified_lazy = true");
        maybe(false, "weak = true");
        maybe(matches!(ty, "string" | "bytes") && self.level != "2024", "ctype = CORD");
        maybe(matches!(ty, "int64" | "uint64" | "fixed64"), "jstype = JS_STRING");
        maybe(true, "debug_redact = true");
        maybe(true, "retention = RETENTION_SOURCE");
        maybe(true, "targets = TARGET_TYPE_FIELD");
        maybe(false, "edition_defaults = { edition: EDITION_2023 value: \"1\" }");
        maybe(false, "json_name = \"[x]\"");
        maybe(false, "default = A");
        maybe(false, "(opts.nope) = 1");
        maybe(false, "features.(pb.cpp).string_type = VIEW");
        maybe(false, "uninterpreted_option = {}");
        self.random.shuffle(&mut options);
        if self.odd() && !options.is_empty() {
            options.push(options[0].clone());
        }
        if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) }
    }

    fn label(&mut self) -> &'static str {
        if self.odd() {
            return self.one(&["", "optional ", "repeated ", "required "]);
        }
        match (self.random.below(10), self.is_proto2(), self.level) {
            (0..6, true, _) | (4..7, false, "proto3") => "optional ",
            (9, true, _) => "required ",
            (0..7, false, _) => "",
            _ => "repeated ",
        }
    }

    fn field(&mut self, in_oneof: bool) {
        let label = if in_oneof && !self.odd() { "" } else { self.label() };
        match self.random.below(100) {
            0..8 if !in_oneof || self.odd() => {
                let key = if self.odd() { self.ty() } else { self.one(&KEYS).to_owned() };
                let (value, name, number) = (self.ty(), self.fresh(), self.number());
                // The name of the entry is taken, too.
                let entry = folded(&format!("{name}Entry"));
                if let Some(known) = self.names.last_mut() {
                    known.push(entry);
                }
                let options = self.field_options("", "repeated ", false);
                self.line(&format!("map<{key}, {value}> {name} = {number}{options};"));
            }
            8..14 if self.is_proto2() || self.odd() => {
                let name = self.fresh();
                let mut name = name.trim_start_matches('_').to_owned();
                if !self.odd() {
                    name[..1].make_ascii_uppercase();
                }
                let label = if label.is_empty() && !in_oneof { "optional " } else { label };
                let (number, options) = (self.number(), self.field_options("", label, false));
                self.line(&format!("{label}group {name} = {number}{options} {{"));
                self.types.push((self.full_name(&name), Kind::Message));
                self.body(&name, 3);
            }
            _ => {
                let (ty, name, number) = (self.ty(), self.fresh(), self.number());
                let options = self.field_options(&ty, label, false);
                self.line(&format!("{label}{ty} {name} = {number}{options};"));
            }
        }
    }

    /// What is in a message, and its end.
    fn body(&mut self, name: &str, depth: usize) {
        self.enter(name);
        let options = self.options('m', 30);
        self.statements(&options);
        for _ in 0..self.random.below(6) {
            match self.random.below(100) {
                0..58 => self.field(false),
                58..67 => self.oneof(),
                67..75 if depth < 3 => self.message(depth + 1),
                75..81 => self.enumeration(),
                81..86 if self.level != "proto3" || self.odd() => self.extensions(),
                86..90 => {
                    let range = if self.odd() {
                        self.one(&["1", "1, 1", "3 to 2", "50 to max", "2 to 5"])
                    } else {
                        self.one(&["61", "62 to 63", "64, 66 to 70"])
                    };
                    self.line(&format!("reserved {range};"));
                }
                90..93 => self.reserved_name(),
                93..97 => self.extend(),
                97 if self.odd() => {
                    let option = self.one(&[
                        "map_entry = true",
                        "message_set_wire_format = true",
                        "no_standard_descriptor_accessor = true",
                        "deprecated_legacy_json_field_conflicts = true",
                        "nope = 1",
                    ]);
                    self.line(&format!("option {option};"));
                }
                98 => self.line(";"),
                _ => self.field(false),
            }
        }
        self.leave();
        self.line("}");
    }

    fn reserved_name(&mut self) {
        let name = self.fresh();
        let is_plain = self.is_editions() != self.odd();
        self.line(&if is_plain { format!("reserved {name};") } else { format!("reserved \"{name}\";") });
    }

    fn oneof(&mut self) {
        let name = self.fresh();
        self.line(&format!("oneof {name} {{"));
        // Its fields are those of the message.
        self.scope.push(String::new());
        let options = self.options('o', 30);
        self.statements(&options);
        self.scope.pop();
        let least = usize::from(!self.odd());
        for _ in 0..self.random.between(least, 3) {
            self.field(true);
        }
        self.line("}");
    }

    fn extensions(&mut self) {
        let range = if self.odd() {
            self.one(&["100", "150 to 160, 300", "10 to 5", "1 to 3", "18000 to 20000"])
        } else {
            self.one(&["100 to 200", "100 to max", "100 to 300"])
        };
        let mut options =
            if self.has_options && self.chance(100) { vec![self.custom('r')] } else { Vec::new() };
        if self.odd() || self.chance(50) {
            options.push(
                self.one(&[
                    "verification = UNVERIFIED",
                    "verification = DECLARATION",
                    "declaration = { number: 100 full_name: \".a\" type: \"int32\" }",
                    "declaration = { number: 101 full_name: \".p.a\" type: \".p.M\" repeated: true }",
                    "declaration = { number: 102 reserved: true }",
                ])
                .to_owned(),
            );
        }
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        self.line(&format!("extensions {range}{options};"));
        if !self.scope.is_empty() {
            let name = self.full_name("");
            self.types.push((name, Kind::Extendable));
        }
    }

    fn visibility(&mut self) -> &'static str {
        if self.level == "2024" || self.odd() { self.one(&["", "", "", "export ", "local "]) } else { "" }
    }

    fn message(&mut self, depth: usize) {
        let (name, visibility) = (self.fresh(), self.visibility());
        self.line(&format!("{visibility}message {name} {{"));
        self.types.push((self.full_name(&name), Kind::Message));
        self.body(&name, depth);
    }

    fn enumeration(&mut self) {
        let (name, visibility) = (self.fresh(), self.visibility());
        self.types.push((self.full_name(&name), Kind::Enum));
        self.line(&format!("{visibility}enum {name} {{"));
        let least = usize::from(!self.odd());
        // Values are declared beside their enum.
        let values: Vec<String> = (0..self.random.between(least, 4))
            .map(|_| format!("{}{}", self.fresh(), self.one(&["", "_V", "_v", "V"])))
            .collect();
        self.scope.push(String::new());
        let mut options = self.options('e', 60);
        if self.odd() {
            options.push(format!("allow_alias = {}", self.one(&["true", "false"])));
        }
        self.statements(&options);
        for (index, value) in values.iter().enumerate() {
            let number = if self.odd() {
                self.one(&["0", "1", "-1", "5", "2147483647", "2147483648", "-2147483648"]).to_owned()
            } else {
                index.to_string()
            };
            let options = self.options('v', 30);
            let options =
                if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
            self.line(&format!("{value} = {number}{options};"));
        }
        if self.chance(100) {
            let range = if self.odd() {
                self.one(&["1", "1, 1", "3 to 2"])
            } else {
                self.one(&["9", "20 to 50", "50 to max", "-2 to -1"])
            };
            self.line(&format!("reserved {range};"));
        }
        if self.chance(60) {
            self.reserved_name();
        }
        self.scope.pop();
        self.line("}");
    }

    fn extend(&mut self) {
        let has_some = self.types.iter().any(|(_, kind)| *kind == Kind::Extendable);
        let is_own = has_some && self.chance(800) || self.odd();
        let extended = if is_own {
            self.reference(&[Kind::Extendable])
        } else {
            self.one(&[
                "google.protobuf.FileOptions",
                ".google.protobuf.FieldOptions",
                "google.protobuf.MessageOptions",
            ])
            .to_owned()
        };
        self.line(&format!("extend {extended} {{"));
        let least = usize::from(!self.odd());
        let fields: Vec<String> = (0..self.random.between(least, 2))
            .map(|_| {
                let number = if self.odd() {
                    self.one(&NUMBERS).to_owned()
                } else if is_own {
                    self.random.between(100, 200).to_string()
                } else {
                    self.random.between(1000, 90_000).to_string()
                };
                let label = self.label();
                let label = if label == "required " && !self.odd() { "optional " } else { label };
                let (ty, name) = (self.ty(), self.fresh());
                let options = self.field_options(&ty, label, true);
                format!("{label}{ty} {name} = {number}{options};")
            })
            .collect();
        self.scope.push(String::new());
        for field in fields {
            self.line(&field);
        }
        self.scope.pop();
        self.line("}");
    }

    fn service(&mut self) {
        let name = self.fresh();
        let visibility = if self.odd() { self.visibility() } else { "" };
        self.line(&format!("{visibility}service {name} {{"));
        self.enter(&name);
        let options = self.options('s', 30);
        self.statements(&options);
        let has_messages = self.types.iter().any(|(_, kind)| *kind != Kind::Enum);
        for _ in 0..if has_messages { self.random.below(4) } else { 0 } {
            let name = self.fresh();
            let [input, output] = std::array::from_fn(|_| {
                let stream = self.one(&["", "", "stream "]);
                format!("{stream}{}", self.reference(&[Kind::Message, Kind::Extendable]))
            });
            let mut options = self.options('d', 60);
            if self.chance(50) {
                options.push("idempotency_level = NO_SIDE_EFFECTS".to_owned());
            }
            let end = if options.is_empty() {
                self.one(&[";", " {}", " { ; }"]).to_owned()
            } else {
                format!(" {{ option {}; }}", options.join("; option "))
            };
            self.line(&format!("rpc {name} ({input}) returns ({output}){end}"));
        }
        self.leave();
        self.line("}");
    }

    fn file(&mut self, index: usize) {
        self.level = self.one(&LEVELS);
        self.has_options = self.chance(300);
        // Names of one package are shared between its files.
        self.scope.clear();
        self.names.truncate(1);
        self.numbers.truncate(1);
        self.package = if self.chance(700) { self.one(&PACKAGES).to_owned() } else { String::new() };
        if self.is_editions() {
            self.line(&format!("edition = \"{}\";", self.level));
        } else if !self.level.is_empty() {
            self.line(&format!("syntax = \"{}\";", self.level));
        }
        if !self.package.is_empty() {
            self.line(&format!("package {};", self.package));
        }
        for other in 0..index {
            if self.odd() {
                continue;
            }
            let odd = self.odd();
            let kind = match self.random.below(8) {
                0 => "public ",
                1 if odd => "weak ",
                2 if odd || self.level == "2024" && self.chance(100) => "option ",
                _ => "",
            };
            self.line(&format!("import {kind}\"f{other}.proto\";"));
        }
        for name in ["timestamp", "any", "descriptor", "struct"] {
            if !self.odd() {
                self.line(&format!("import \"google/protobuf/{name}.proto\";"));
            }
        }
        if self.has_options {
            self.line("import \"opts.proto\";");
            if !self.files.iter().any(|(name, _)| name == "opts.proto") {
                self.files.push(("opts.proto".to_owned(), OPTIONS.to_owned()));
            }
        }
        let options = self.options('F', 150);
        let has_style = options.iter().any(|option| option.contains("enforce_naming_style"));
        self.statements(&options);
        if self.level == "2024" && !has_style && !self.odd() {
            self.line("option features.enforce_naming_style = STYLE_LEGACY;");
        }
        if self.chance(100) {
            let option = self.one(&[
                "optimize_for = LITE_RUNTIME",
                "java_package = \"x\"",
                "cc_enable_arenas = true",
                "java_multiple_files = true",
                "optimize_for = CODE_SIZE",
            ]);
            if option != "java_multiple_files = true" || self.level != "2024" || self.odd() {
                self.line(&format!("option {option};"));
            }
        }
        for _ in 0..self.random.between(1, 5) {
            match self.random.below(100) {
                0..58 => self.message(0),
                58..74 => self.enumeration(),
                74..87 => self.extend(),
                _ => self.service(),
            }
        }
        let text = std::mem::take(&mut self.out);
        self.files.push((format!("f{index}.proto"), text));
    }
}

/// What names have in common that clash in JSON.
fn folded(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

/// Custom options for everything that has options.
const OPTIONS: &str = r#"syntax = "proto2";
package opts;
import "google/protobuf/descriptor.proto";
import "google/protobuf/any.proto";
enum N { ZERO = 0; ONE = 1; TWO = 2; }
message O {
  optional int32 a = 1;
  optional string b = 2;
  repeated int32 r = 3;
  optional O m = 4;
  optional N e = 5;
  optional float f = 6;
  optional double d = 7;
  map<string, int32> k = 8;
  optional group G = 9 { optional int32 x = 1; }
  optional uint64 u = 10;
  optional google.protobuf.Any any = 11;
  optional bytes y = 12;
  optional int32 hidden = 13 [retention = RETENTION_SOURCE];
  extensions 100 to 200;
}
extend O { optional int32 x = 100; optional O xm = 101; }
extend google.protobuf.FileOptions { optional O o_F = 50000; }
extend google.protobuf.MessageOptions { optional O o_m = 50000; }
extend google.protobuf.FieldOptions { optional O o_f = 50000; }
extend google.protobuf.OneofOptions { optional O o_o = 50000; }
extend google.protobuf.EnumOptions { optional O o_e = 50000; }
extend google.protobuf.EnumValueOptions { optional O o_v = 50000; }
extend google.protobuf.ServiceOptions { optional O o_s = 50000; }
extend google.protobuf.MethodOptions { optional O o_d = 50000; }
extend google.protobuf.ExtensionRangeOptions { optional O o_r = 50000; }
"#;
