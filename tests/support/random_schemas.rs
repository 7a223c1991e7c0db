//! Packages of random schemas, before and after random changes: the same in every run.

use super::pairs::Files;

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    /// A number below `limit`; 0 where there is none.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const SCALARS: [&str; 15] = [
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64",
    "bool", "string", "bytes", "float", "double",
];
const KEYS: [&str; 4] = ["string", "int32", "uint64", "bool"];
const LEVELS: [&str; 4] = ["", "syntax = \"proto2\";\n", "syntax = \"proto3\";\n", "edition = \"2023\";\n"];
const PROTO3: usize = 2;
const EDITIONS: usize = 3;
const FILE_OPTIONS: [(&str, [&str; 2]); 10] = [
    ("java_package", ["\"a\"", "\"b\""]),
    ("java_outer_classname", ["\"A\"", "\"B\""]),
    ("java_multiple_files", ["true", "false"]),
    ("go_package", ["\"a/b\"", "\"c\""]),
    ("objc_class_prefix", ["\"A\"", "\"B\""]),
    ("csharp_namespace", ["\"A\"", "\"B\""]),
    ("php_namespace", ["\"A\"", "\"B\""]),
    ("ruby_package", ["\"A\"", "\"B\""]),
    ("swift_prefix", ["\"A\"", "\"B\""]),
    ("optimize_for", ["CODE_SIZE", "SPEED"]),
];

#[derive(Clone)]
struct File {
    name: String,
    package: String,
    level: usize,
    options: Vec<(usize, usize)>,
    features: [usize; 4],
    checks_utf8: bool,
    messages: Vec<Message>,
    enums: Vec<Enum>,
    services: Vec<Service>,
}

#[derive(Clone, Default)]
struct Message {
    id: usize,
    name: String,
    fields: Vec<Field>,
    oneofs: Vec<String>,
    messages: Vec<Message>,
    enums: Vec<Enum>,
    reserved: Reserved,
    extensions: Vec<(i32, i32)>,
    extends: Vec<(usize, Field)>,
    legacy_json: bool,
    no_accessor: bool,
}

#[derive(Clone, Default)]
struct Reserved {
    numbers: Vec<(i32, i32)>,
    names: Vec<String>,
}

#[derive(Clone)]
struct Field {
    name: String,
    number: i32,
    ty: Type,
    /// Nothing or `optional`, `required`, `repeated`.
    label: usize,
    oneof: Option<usize>,
    json_name: usize,
    default: usize,
    jstype: usize,
    ctype: usize,
    utf8: usize,
    is_delimited: bool,
}

#[derive(Clone, Copy)]
enum Type {
    Scalar(&'static str),
    Message(usize),
    Enum(usize),
    Map(&'static str, &'static str),
    MapOf(usize),
    Group,
}

#[derive(Clone, Default)]
struct Enum {
    id: usize,
    name: String,
    values: Vec<(String, i32)>,
    reserved: Reserved,
    kind: usize,
    legacy_json: bool,
}

#[derive(Clone)]
struct Service {
    name: String,
    methods: Vec<Method>,
}

#[derive(Clone)]
struct Method {
    name: String,
    types: [usize; 2],
    streams: [bool; 2],
    idempotency: usize,
}

/// The old and the new files of `count` packages.
pub fn random_pairs(seed: u64, count: usize) -> (Files, Files) {
    let mut maker = Maker { random: Random(seed), next: 0, ids: Vec::new() };
    let (mut before, mut after) = (Files::new(), Files::new());
    for index in 0..count {
        maker.ids.clear();
        let old: Vec<File> = (0..=maker.random.below(3)).map(|file| maker.file(index, file)).collect();
        let mut new = old.clone();
        maker.change_files(&mut new);
        before.extend(printed(&old));
        after.extend(printed(&new));
    }
    (before, after)
}

struct Maker {
    random: Random,
    next: usize,
    /// The messages and enums of the package so far.
    ids: Vec<usize>,
}

impl Maker {
    fn id(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    fn name(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.id())
    }

    fn type_id(&mut self) -> usize {
        let id = self.id();
        self.ids.push(id);
        id
    }

    fn some_type(&mut self) -> usize {
        let index = self.random.below(self.ids.len());
        self.ids.get(index).copied().unwrap_or(0)
    }

    fn file(&mut self, package: usize, index: usize) -> File {
        let level = self.random.below(LEVELS.len());
        let mut file = File {
            name: format!("p{package}/f{index}.proto"),
            package: format!("random.p{package}"),
            level,
            options: Vec::new(),
            features: [0; 4],
            checks_utf8: self.random.percent(10),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
        };
        for option in 0..FILE_OPTIONS.len() {
            if self.random.percent(15) {
                file.options.push((option, self.random.below(2)));
            }
        }
        file.features =
            std::array::from_fn(|_| if self.random.percent(15) { 1 + self.random.below(2) } else { 0 });
        file.enums = (0..self.random.below(3)).map(|_| self.enumeration()).collect();
        file.messages = (0..=self.random.below(3)).map(|_| self.message(0)).collect();
        file.services = (0..self.random.below(2)).map(|_| self.service()).collect();
        file
    }

    fn message(&mut self, depth: usize) -> Message {
        let mut message = Message { id: self.type_id(), name: self.name("M"), ..Message::default() };
        message.oneofs = (0..self.random.below(3)).map(|_| self.name("o")).collect();
        for _ in 0..self.random.below(2 - depth.min(1)) {
            message.messages.push(self.message(depth + 1));
        }
        message.enums = (0..self.random.below(2)).map(|_| self.enumeration()).collect();
        for _ in 0..=self.random.below(7) {
            let field = self.field(message.oneofs.len(), message.fields.len());
            message.fields.push(field);
        }
        message.reserved = self.reserved(500);
        if self.random.percent(40) {
            message.extensions = vec![(1000, 1000 + self.random.below(900) as i32)];
            if self.random.percent(60) {
                let number = 1000 + self.random.below(2) as i32;
                let field = Field { number, ..self.field(0, 0) };
                message.extends.push((message.id, field));
            }
        }
        message.legacy_json = self.random.percent(10);
        message.no_accessor = self.random.percent(10);
        message
    }

    fn reserved(&mut self, from: i32) -> Reserved {
        let mut next = from;
        let mut reserved = Reserved::default();
        for _ in 0..self.random.below(3) {
            next += 1 + self.random.below(4) as i32;
            let last = next + self.random.below(6) as i32;
            reserved.numbers.push((next, last));
            next = last + 1;
        }
        reserved.names = (0..self.random.below(3)).map(|_| self.name("r")).collect();
        reserved
    }

    fn field(&mut self, oneofs: usize, index: usize) -> Field {
        let in_oneof = oneofs > 0 && self.random.percent(35);
        Field {
            name: self.name("some_f"),
            number: index as i32 * 3 + 1 + self.random.below(3) as i32,
            ty: self.ty(),
            label: self.random.below(4),
            oneof: in_oneof.then(|| self.random.below(oneofs)),
            json_name: if self.random.percent(15) { self.id() } else { 0 },
            default: if self.random.percent(30) { 1 + self.random.below(2) } else { 0 },
            jstype: self.random.below(8),
            ctype: self.random.below(8),
            utf8: self.random.below(8),
            is_delimited: self.random.percent(10),
        }
    }

    fn ty(&mut self) -> Type {
        match self.random.below(12) {
            0 | 1 => Type::Message(self.some_type()),
            2 | 3 => Type::Enum(self.some_type()),
            4 => Type::Map(self.random.one(&KEYS), self.random.one(&SCALARS)),
            5 => Type::MapOf(self.some_type()),
            6 => Type::Group,
            _ => Type::Scalar(self.random.one(&SCALARS)),
        }
    }

    fn enumeration(&mut self) -> Enum {
        let mut values = vec![(self.name("V"), 0)];
        for _ in 0..self.random.below(5) {
            let number = self.random.below(5) as i32;
            values.push((self.name("V"), number));
        }
        Enum {
            id: self.type_id(),
            name: self.name("E"),
            values,
            reserved: self.reserved(500),
            kind: self.random.below(6),
            legacy_json: self.random.percent(10),
        }
    }

    fn service(&mut self) -> Service {
        Service { name: self.name("S"), methods: (0..=self.random.below(3)).map(|_| self.method()).collect() }
    }

    fn method(&mut self) -> Method {
        Method {
            name: self.name("R"),
            types: [self.some_type(), self.some_type()],
            streams: [self.random.percent(25), self.random.percent(25)],
            idempotency: self.random.below(6),
        }
    }

    fn change_files(&mut self, files: &mut Vec<File>) {
        if files.len() > 1 && self.random.percent(12) {
            let gone = self.random.below(files.len());
            files.remove(gone);
        }
        if files.len() > 1 && self.random.percent(20) {
            let moved = files[0].messages.pop();
            files[1].messages.extend(moved);
            let moved = files[1].enums.pop();
            files[0].enums.extend(moved);
        }
        for file in files {
            self.change_file(file);
        }
    }

    fn change_file(&mut self, file: &mut File) {
        if self.random.percent(6) {
            file.name = file.name.replace("/f", "/g");
        }
        if self.random.percent(6) {
            file.package.push_str(".moved");
        }
        if self.random.percent(10) {
            file.level = self.random.below(LEVELS.len());
        }
        if self.random.percent(20) {
            let option = self.random.below(FILE_OPTIONS.len());
            file.options.retain(|(known, _)| *known != option);
            if self.random.percent(60) {
                file.options.push((option, self.random.below(2)));
            }
        }
        if self.random.percent(15) {
            let feature = self.random.below(4);
            file.features[feature] = self.random.below(3);
        }
        file.checks_utf8 ^= self.random.percent(5);
        self.change_messages(&mut file.messages);
        self.change_enums(&mut file.enums);
        if self.random.percent(8) {
            file.services.pop();
        }
        for service in &mut file.services {
            self.change_methods(&mut service.methods);
        }
    }

    fn change_messages(&mut self, messages: &mut Vec<Message>) {
        if self.random.percent(8) {
            let gone = self.random.below(messages.len());
            if gone < messages.len() {
                messages.remove(gone);
            }
        }
        if self.random.percent(10) {
            messages.push(self.message(1));
        }
        for message in messages {
            self.change_message(message);
        }
    }

    fn change_message(&mut self, message: &mut Message) {
        if self.random.percent(5) {
            message.name = self.name("M");
        }
        self.change_messages(&mut message.messages);
        self.change_enums(&mut message.enums);
        if self.random.percent(20) && message.fields.len() > 1 {
            let gone = message.fields.remove(self.random.below(message.fields.len()));
            if self.random.percent(50) {
                message.reserved.numbers.push((gone.number, gone.number));
            }
            if self.random.percent(50) {
                message.reserved.names.push(gone.name);
            }
        }
        self.change_reserved(&mut message.reserved);
        if self.random.percent(15) {
            let number = 200 + message.fields.len() as i32;
            let field = Field { number, ..self.field(message.oneofs.len(), 0) };
            message.fields.push(field);
        }
        if self.random.percent(8)
            && let Some(oneof) = message.oneofs.first_mut()
        {
            *oneof = self.name("o");
        }
        if self.random.percent(15)
            && let Some((_, last)) = message.extensions.first_mut()
        {
            *last = 1000 + self.random.below(900) as i32;
        }
        if self.random.percent(10) {
            message.extends.pop();
        }
        message.legacy_json ^= self.random.percent(8);
        message.no_accessor ^= self.random.percent(8);
        let oneofs = message.oneofs.len();
        let extensions = message.extends.iter_mut().map(|(_, field)| field);
        for field in message.fields.iter_mut().chain(extensions) {
            if self.random.percent(25) {
                self.change_field(field, oneofs);
            }
        }
    }

    fn change_field(&mut self, field: &mut Field, oneofs: usize) {
        match self.random.below(11) {
            0 => field.name = self.name("other_f"),
            1 => field.ty = self.ty(),
            2 => field.label = self.random.below(4),
            3 => field.json_name = if field.json_name == 0 { self.id() } else { 0 },
            4 => field.default = self.random.below(3),
            5 => field.jstype = self.random.below(4),
            6 => field.ctype = self.random.below(4),
            7 => field.utf8 = self.random.below(4),
            8 => field.is_delimited ^= true,
            9 if field.number < 200 => field.number += 300,
            _ if field.oneof.is_none() && oneofs > 0 => field.oneof = Some(self.random.below(oneofs)),
            _ => field.oneof = None,
        }
    }

    fn change_reserved(&mut self, reserved: &mut Reserved) {
        if self.random.percent(12) {
            reserved.names.pop();
        }
        if self.random.percent(15)
            && let Some((first, last)) = reserved.numbers.iter_mut().find(|(first, last)| last > first)
        {
            if self.random.percent(50) { *first += 1 } else { *last -= 1 }
        } else if self.random.percent(8) {
            reserved.numbers.pop();
        }
    }

    fn change_enums(&mut self, enums: &mut Vec<Enum>) {
        if self.random.percent(6) {
            enums.pop();
        }
        for found in enums {
            if found.values.len() > 1 && self.random.percent(20) {
                let (name, number) = found.values.remove(1 + self.random.below(found.values.len() - 1));
                if self.random.percent(40) && found.values.iter().all(|(_, kept)| *kept != number) {
                    found.reserved.numbers.push((number, number));
                }
                if self.random.percent(40) {
                    found.reserved.names.push(name);
                }
            }
            if self.random.percent(15) {
                let value = self.random.below(found.values.len());
                found.values[value].0 = self.name("W");
            }
            if self.random.percent(10) {
                let number = 10 + self.random.below(3) as i32;
                found.values.push((self.name("W"), number));
            }
            if self.random.percent(10) {
                found.kind = self.random.below(6);
            }
            found.legacy_json ^= self.random.percent(8);
            self.change_reserved(&mut found.reserved);
        }
    }

    fn change_methods(&mut self, methods: &mut Vec<Method>) {
        if self.random.percent(10) {
            methods.pop();
        }
        for method in methods {
            match self.random.below(14) {
                0 => method.name = self.name("R"),
                1 => method.types[0] = self.some_type(),
                2 => method.types[1] = self.some_type(),
                3 => method.streams[0] ^= true,
                4 => method.streams[1] ^= true,
                5 | 6 => method.idempotency = self.random.below(4),
                _ => {}
            }
        }
    }
}

/// The files as text.
fn printed(files: &[File]) -> Files {
    let mut types = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let at = At { file: index, level: file.level };
        known_types(&file.package, &file.messages, &file.enums, at, &mut types);
    }
    let names = files.iter().map(|file| file.name.clone());
    names
        .zip(files.iter().enumerate().map(|(index, file)| Printer::print(files, index, file, &types)))
        .collect()
}

#[derive(Clone, Copy)]
struct At {
    file: usize,
    level: usize,
}

struct KnownType {
    id: usize,
    full_name: String,
    is_enum: bool,
    at: At,
    takes_extensions: bool,
}

fn known_types(scope: &str, messages: &[Message], enums: &[Enum], at: At, out: &mut Vec<KnownType>) {
    for found in enums {
        let full_name = format!("{scope}.{}", found.name);
        out.push(KnownType { id: found.id, full_name, is_enum: true, at, takes_extensions: false });
    }
    for message in messages {
        let full_name = format!("{scope}.{}", message.name);
        known_types(&full_name, &message.messages, &message.enums, at, out);
        let takes_extensions = !message.extensions.is_empty() && at.level != PROTO3;
        out.push(KnownType { id: message.id, full_name, is_enum: false, at, takes_extensions });
    }
}

struct Printer<'t> {
    out: String,
    level: usize,
    index: usize,
    types: &'t [KnownType],
}

impl<'t> Printer<'t> {
    fn print(files: &[File], index: usize, file: &File, types: &'t [KnownType]) -> String {
        let mut printer = Self { out: LEVELS[file.level].to_owned(), level: file.level, index, types };
        printer.line(0, &format!("package {};", file.package));
        if index > 0 {
            printer.line(0, &format!("import \"{}\";", files[0].name));
        }
        for &(option, value) in &file.options {
            let (name, values) = FILE_OPTIONS[option];
            printer.line(0, &format!("option {name} = {};", values[value]));
        }
        if file.checks_utf8 && !printer.is_editions() {
            printer.line(0, "option java_string_check_utf8 = true;");
        }
        let features = [
            ("utf8_validation", ["VERIFY", "NONE"]),
            ("json_format", ["ALLOW", "LEGACY_BEST_EFFORT"]),
            ("enum_type", ["OPEN", "CLOSED"]),
            ("message_encoding", ["LENGTH_PREFIXED", "DELIMITED"]),
        ];
        for ((name, values), set) in features.iter().zip(file.features) {
            if printer.is_editions() && set > 0 {
                printer.line(0, &format!("option features.{name} = {};", values[set - 1]));
            }
        }
        for found in &file.enums {
            printer.enumeration(0, found);
        }
        for message in &file.messages {
            printer.message(0, message);
        }
        for service in &file.services {
            printer.service(service);
        }
        printer.out
    }

    fn is_editions(&self) -> bool {
        self.level == EDITIONS
    }

    fn is_proto2(&self) -> bool {
        self.level < PROTO3
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// The name of a type that can be used here.
    fn type_name(&self, id: usize, is_enum: bool) -> Option<String> {
        let found = self.types.iter().find(|known| known.id == id && known.is_enum == is_enum)?;
        let is_here = found.at.file == self.index;
        let is_visible = is_here || found.at.file == 0 && !is_enum;
        is_visible.then(|| format!(".{}", found.full_name))
    }

    fn message(&mut self, depth: usize, message: &Message) {
        self.line(depth, &format!("message {} {{", message.name));
        let inside = depth + 1;
        if message.no_accessor {
            self.line(inside, "option no_standard_descriptor_accessor = true;");
        }
        if message.legacy_json && self.is_editions() {
            self.line(inside, "option features.json_format = LEGACY_BEST_EFFORT;");
        }
        self.reserved(inside, &message.reserved);
        for found in &message.enums {
            self.enumeration(inside, found);
        }
        for nested in &message.messages {
            self.message(inside, nested);
        }
        let in_oneof =
            |field: &Field| field.oneof.is_some() && !matches!(field.ty, Type::Map(..) | Type::MapOf(_));
        for field in message.fields.iter().filter(|field| !in_oneof(field)) {
            self.field(inside, field, true);
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            let members = message.fields.iter().filter(|field| in_oneof(field) && field.oneof == Some(index));
            let members: Vec<&Field> = members.collect();
            if members.is_empty() {
                continue;
            }
            self.line(inside, &format!("oneof {oneof} {{"));
            for field in members {
                self.field(inside + 1, field, false);
            }
            self.line(inside, "}");
        }
        if self.level != PROTO3 {
            for (first, last) in &message.extensions {
                self.line(inside, &format!("extensions {first} to {last};"));
            }
            for (id, field) in &message.extends {
                let last = message.extensions.first().map_or(0, |(_, last)| *last);
                self.extend(inside, *id, field, last);
            }
        }
        self.line(depth, "}");
    }

    fn extend(&mut self, depth: usize, extended: usize, field: &Field, last: i32) {
        let known = self.types.iter().find(|known| known.id == extended && known.takes_extensions);
        let Some(name) = known.map(|known| known.full_name.clone()).filter(|_| field.number <= last) else {
            return;
        };
        self.line(depth, &format!("extend .{name} {{"));
        let is_plain = matches!(field.ty, Type::Scalar(_) | Type::Message(_) | Type::Enum(_));
        let ty = if is_plain { field.ty } else { Type::Scalar("int32") };
        let label = if field.label == 2 { 1 } else { field.label };
        let field = Field { ty, label, json_name: 0, ctype: 0, ..field.clone() };
        self.field(depth + 1, &field, true);
        self.line(depth, "}");
    }

    fn field(&mut self, depth: usize, field: &Field, takes_label: bool) {
        let Field { name, number, .. } = field;
        let (ty, kind) = match field.ty {
            Type::Scalar(name) => (name.to_owned(), name),
            Type::Map(key, value) => (format!("map<{key}, {value}>"), "map"),
            Type::Message(id) => {
                self.type_name(id, false).map_or(("int32".to_owned(), "int32"), |name| (name, "message"))
            }
            Type::Enum(id) => {
                self.type_name(id, true).map_or(("int64".to_owned(), "int64"), |name| (name, "enum"))
            }
            Type::MapOf(id) => {
                let value = self.type_name(id, false).unwrap_or_else(|| "bool".to_owned());
                (format!("map<string, {value}>"), "map")
            }
            Type::Group if self.is_proto2() => (String::new(), "group"),
            Type::Group => ("bytes".to_owned(), "bytes"),
        };
        let label = match field.label {
            _ if !takes_label || kind == "map" => "",
            3 => "repeated ",
            2 if self.is_proto2() => "required ",
            1 if self.level == PROTO3 => "optional ",
            _ if self.is_proto2() => "optional ",
            _ => "",
        };
        if kind == "group" {
            let group = name.replace("some_f", "G").replace("other_f", "H");
            return self.line(depth, &format!("{label}group {group} = {number} {{ optional int32 g = 1; }}"));
        }
        let is_single = label != "repeated " && kind != "map";
        let mut options = Vec::new();
        if field.default > 0 && is_single && self.level != PROTO3 {
            let value = ["1", "2"][field.default - 1];
            match kind {
                "message" | "enum" => {}
                "string" | "bytes" => options.push(format!("default = \"{value}\"")),
                "bool" => options.push(format!("default = {}", value == "1")),
                _ => options.push(format!("default = {value}")),
            }
        }
        if field.json_name > 0 {
            options.push(format!("json_name = \"j{}\"", field.json_name));
        }
        if matches!(kind, "int64" | "uint64" | "sint64" | "fixed64" | "sfixed64")
            && (1..3).contains(&field.jstype)
        {
            options.push(format!("jstype = {}", ["JS_STRING", "JS_NUMBER"][field.jstype - 1]));
        }
        if matches!(kind, "string" | "bytes") && (1..4).contains(&field.ctype) {
            options.push(format!("ctype = {}", ["STRING", "CORD", "STRING_PIECE"][field.ctype - 1]));
        }
        if self.is_editions() {
            if kind == "string" && (1..3).contains(&field.utf8) {
                options.push(format!("features.utf8_validation = {}", ["VERIFY", "NONE"][field.utf8 - 1]));
            }
            if kind == "message" && field.is_delimited && field.label != 2 {
                options.push("features = { message_encoding: DELIMITED }".to_owned());
            }
            if is_single && takes_label && field.label == 2 && number < &1000 {
                options.push("features.field_presence = LEGACY_REQUIRED".to_owned());
            }
        }
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        self.line(depth, &format!("{label}{ty} {name} = {number}{options};"));
    }

    fn reserved(&mut self, depth: usize, reserved: &Reserved) {
        for (first, last) in &reserved.numbers {
            let range = if first == last { first.to_string() } else { format!("{first} to {last}") };
            self.line(depth, &format!("reserved {range};"));
        }
        for name in &reserved.names {
            let quote = if self.is_editions() { "" } else { "\"" };
            self.line(depth, &format!("reserved {quote}{name}{quote};"));
        }
    }

    fn enumeration(&mut self, depth: usize, found: &Enum) {
        self.line(depth, &format!("enum {} {{", found.name));
        let mut numbers: Vec<i32> = found.values.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
            self.line(depth + 1, "option allow_alias = true;");
        }
        if self.is_editions() {
            if (1..3).contains(&found.kind) {
                let kind = ["OPEN", "CLOSED"][found.kind - 1];
                self.line(depth + 1, &format!("option features.enum_type = {kind};"));
            }
            if found.legacy_json {
                self.line(depth + 1, "option features.json_format = LEGACY_BEST_EFFORT;");
            }
        }
        for (name, number) in &found.values {
            self.line(depth + 1, &format!("{name} = {number};"));
        }
        self.reserved(depth + 1, &found.reserved);
        self.line(depth, "}");
    }

    fn service(&mut self, service: &Service) {
        self.line(0, &format!("service {} {{", service.name));
        for Method { name, types, streams, idempotency } in &service.methods {
            let [Some(input), Some(output)] = types.map(|id| self.type_name(id, false)) else { continue };
            let [asks, answers] = streams.map(|streams| if streams { "stream " } else { "" });
            let options = match idempotency {
                1 => " { option idempotency_level = NO_SIDE_EFFECTS; }",
                2 => " { option deprecated = true; option idempotency_level = IDEMPOTENT; }",
                3 => " {}",
                _ => ";",
            };
            self.line(1, &format!("rpc {name}({asks}{input}) returns ({answers}{output}){options}"));
        }
        self.line(0, "}");
    }
}
