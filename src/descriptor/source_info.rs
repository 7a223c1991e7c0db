//! Encodes `SourceCodeInfo`, the locations and comments of all parts of a descriptor, from the syntax tree.
//!
//! protoc records a location when its parser enters a construct. This walk visits the tree in the order of protoc's
//! parser, to write the same locations in the same order.

use super::options::OptionsWriter;
use crate::schema::{FieldType, FileOptions, Record};
use crate::syntax::{
    Body, Brackets, Comments, Decl, Enum, EnumItem, EnumValue, Extend, Extensions, Field, Import, ImportKind,
    Message, Method, MethodItem, MethodType, Number, Oneof, OptionId, Path, Range, Reserved, ReservedWhat,
    Service, ServiceItem, Strings, Tok, Tree, Type, comments_after, is_pseudo_option,
};
use crate::text::LineIndex;
use crate::wire::{MAX_VARINT, Writer, varint};

/// Appends the fields of the `SourceCodeInfo` of a file. Paths of options come from their interpretation.
pub fn source_info<'t>(
    tree: &'t Tree,
    options: Option<&'t FileOptions>,
    values: OptionsWriter,
    out: &mut Writer,
) {
    let mut walk = Walk {
        tree,
        bytes: tree.source.bytes(),
        lines: tree.source.lines(),
        options: option_places(tree, options, values),
        line: 0,
        path: Vec::new(),
        upcoming: Comments::default(),
        gap: Comments::default(),
        out: Writer { out: out.out },
    };
    walk.file();
}

/// The path of an option.
#[derive(Clone, Copy, Default)]
struct OptionPlace<'o> {
    record: Option<&'o Record>,
    /// Whether the option is dropped from the descriptor.
    dropped: bool,
    /// Whether all options of the element are dropped.
    all_dropped: bool,
}

fn option_places<'o>(
    tree: &Tree,
    options: Option<&'o FileOptions>,
    values: OptionsWriter,
) -> Vec<OptionPlace<'o>> {
    let mut places = vec![OptionPlace::default(); tree.options.len()];
    for set in options.iter().flat_map(|options| &options.sets) {
        let all_dropped = values.is_emptied(&set.merged);
        for record in &set.records {
            let dropped = all_dropped || values.drops(&set.merged, &record.path);
            places[record.statement as usize] = OptionPlace { record: Some(record), dropped, all_dropped };
        }
    }
    places
}

/// The field numbers of declarations that both files and messages contain.
#[derive(Clone, Copy)]
struct ScopeNumbers {
    message: i32,
    enumeration: i32,
    extension: i32,
    options: i32,
}

const FILE: ScopeNumbers = ScopeNumbers { message: 4, enumeration: 5, extension: 7, options: 8 };
const MESSAGE: ScopeNumbers = ScopeNumbers { message: 3, enumeration: 4, extension: 6, options: 7 };

/// The number of declarations of each kind so far.
#[derive(Default)]
struct Counts {
    imports: i32,
    public_imports: i32,
    weak_imports: i32,
    option_imports: i32,
    messages: i32,
    enums: i32,
    services: i32,
    fields: i32,
    oneofs: i32,
    extensions: i32,
    extension_ranges: i32,
    reserved_ranges: i32,
    reserved_names: i32,
}

/// The next index of a kind.
fn next(count: &mut i32) -> i32 {
    *count += 1;
    *count - 1
}

struct Walk<'t, 'b> {
    tree: &'t Tree,
    bytes: &'t [u8],
    lines: &'t LineIndex,
    /// The places of options, by index in the tree.
    options: Vec<OptionPlace<'t>>,
    /// The line of the previous location, a hint for the next lookup.
    line: u32,
    /// The encoded path of the current declaration.
    path: Vec<u8>,
    /// The leading comments of the next declaration.
    upcoming: Comments,
    /// The comments after the token that closes or opens the current declaration.
    gap: Comments,
    out: Writer<'b>,
}

impl<'t> Walk<'t, '_> {
    fn file(&mut self) {
        let tree = self.tree;
        comments_after(tree, None, &mut self.upcoming);
        self.root();
        if let Some(syntax) = tree.syntax {
            self.at(&[12], |walk| walk.declared(syntax.first, syntax.last, syntax.last));
        }
        let mut counts = Counts::default();
        for decl in &tree.decls {
            self.decl(decl, FILE, &mut counts);
        }
    }

    /// The location of the file: from the first token to the last. For a file without tokens, protoc writes the end of
    /// the file as start.
    fn root(&mut self) {
        match self.tree.tokens.len() as Tok {
            0 | 1 => {
                let end = self.tree.source.position(self.bytes.len() as u32);
                let mut span = Span::default();
                span.push(end.line);
                span.push(end.column);
                if end.line > 0 {
                    span.push(0);
                }
                span.push(0);
                self.write(&span);
            }
            len => self.location(0, len - 2),
        }
    }

    fn decl(&mut self, decl: &'t Decl, scope: ScopeNumbers, counts: &mut Counts) {
        match decl {
            Decl::Empty(semicolon) => self.empty(*semicolon),
            Decl::Package(package) => {
                self.at(&[2], |walk| walk.declared(package.first, package.last, package.last));
            }
            Decl::Import(import) => self.import(import, counts),
            Decl::Option(option) => self.option_statement(scope.options, *option),
            Decl::Message(message) => {
                let index = next(&mut counts.messages);
                self.at(&[scope.message, index], |walk| walk.message(message));
            }
            Decl::Enum(enumeration) => {
                let index = next(&mut counts.enums);
                self.at(&[scope.enumeration, index], |walk| walk.enumeration(enumeration));
            }
            Decl::Service(service) => {
                let index = next(&mut counts.services);
                self.at(&[6, index], |walk| walk.service(service));
            }
            Decl::Extend(extend) => self.extend(extend, scope, counts),
            Decl::Field(field) => {
                let path = [2, next(&mut counts.fields)];
                self.field(field, path, None, scope, counts);
            }
            Decl::Oneof(oneof) => self.oneof(oneof, scope, counts),
            Decl::Extensions(extensions) => self.at(&[5], |walk| walk.extensions(extensions, counts)),
            Decl::Reserved(reserved) => self.reserved(reserved, 9, counts),
        }
    }

    fn import(&mut self, import: &Import, counts: &mut Counts) {
        let path = match import.kind {
            ImportKind::Option => [15, next(&mut counts.option_imports)],
            _ => [3, next(&mut counts.imports)],
        };
        self.at(&path, |walk| walk.declared(import.first, import.last, import.last));
        let modifier = match import.kind {
            ImportKind::Public => [10, next(&mut counts.public_imports)],
            ImportKind::Weak => [11, next(&mut counts.weak_imports)],
            ImportKind::Plain | ImportKind::Option => return,
        };
        self.at(&modifier, |walk| walk.token(import.first + 1));
    }

    fn message(&mut self, message: &'t Message) {
        self.declared(message.keyword, message.body.close, message.body.open);
        self.at(&[1], |walk| walk.token(message.name));
        self.message_body(&message.body);
    }

    fn message_body(&mut self, body: &'t Body) {
        let mut counts = Counts::default();
        for decl in &body.decls {
            self.decl(decl, MESSAGE, &mut counts);
        }
        self.end_of_scope(body.close);
    }

    fn extend(&mut self, extend: &'t Extend, scope: ScopeNumbers, counts: &mut Counts) {
        self.at(&[scope.extension], |walk| walk.declared(extend.first, extend.body.close, extend.body.open));
        for decl in &extend.body.decls {
            let Decl::Field(field) = decl else { continue };
            let path = [scope.extension, next(&mut counts.extensions)];
            self.field(field, path, Some(extend.extendee), scope, counts);
        }
        self.end_of_scope(extend.body.close);
    }

    fn oneof(&mut self, oneof: &'t Oneof, scope: ScopeNumbers, counts: &mut Counts) {
        let path = [8, next(&mut counts.oneofs)];
        self.at(&path, |walk| {
            walk.declared(oneof.first, oneof.body.close, oneof.body.open);
            walk.at(&[1], |walk| walk.token(oneof.name));
        });
        for decl in &oneof.body.decls {
            match decl {
                Decl::Option(option) => self.at(&path, |walk| walk.option_statement(2, *option)),
                Decl::Field(field) => {
                    let path = [2, next(&mut counts.fields)];
                    self.field(field, path, None, scope, counts);
                }
                _ => {}
            }
        }
        self.end_of_scope(oneof.body.close);
    }

    fn field(
        &mut self,
        field: &'t Field,
        path: [i32; 2],
        extendee: Option<Path>,
        scope: ScopeNumbers,
        counts: &mut Counts,
    ) {
        self.at(&path, |walk| {
            // The comments of a group go to its message.
            if field.group.is_some() {
                walk.location(field.first, field.last);
            } else {
                walk.declared(field.first, field.last, field.last);
            }
            if let Some(extendee) = extendee {
                walk.at(&[2], |walk| walk.dotted(extendee));
            }
            if field.label.is_some() {
                walk.at(&[4], |walk| walk.token(field.first));
            }
            walk.field_type(field.ty);
            walk.at(&[1], |walk| walk.token(field.name));
            walk.at(&[3], |walk| walk.number(field.number));
            if let Some(brackets) = &field.options {
                walk.brackets(8, brackets, true);
            }
        });
        match (&field.ty, &field.group) {
            (Type::Group(_), Some(body)) => {
                let group = [scope.message, next(&mut counts.messages)];
                self.group(field, body, path, group);
            }
            // The entry message takes an index, but has no location.
            (Type::Map { .. }, _) => counts.messages += 1,
            _ => {}
        }
    }

    fn field_type(&mut self, ty: Type) {
        match ty {
            Type::Named(path) => {
                let keyword = path.first == path.last
                    && FieldType::of_keyword(self.tree.word(path.first), self.tree.level()).is_some();
                self.at(&[if keyword { 5 } else { 6 }], |walk| walk.dotted(path));
            }
            // protoc locates the whole `map<K, V>` as the type name, the entry message.
            Type::Map { first, last, .. } => self.at(&[6], |walk| walk.location(first, last)),
            Type::Group(keyword) => self.at(&[5], |walk| walk.token(keyword)),
        }
    }

    /// A group is both a field and a message, so their locations overlap.
    fn group(&mut self, field: &'t Field, body: &'t Body, field_path: [i32; 2], path: [i32; 2]) {
        self.at(&path, |walk| {
            walk.declared(field.first, body.close, body.open);
            walk.at(&[1], |walk| walk.token(field.name));
        });
        self.at(&field_path, |walk| walk.at(&[6], |walk| walk.token(field.name)));
        self.at(&path, |walk| walk.message_body(body));
    }

    fn extensions(&mut self, extensions: &Extensions, counts: &mut Counts) {
        self.declared(extensions.first, extensions.last, extensions.last);
        let start = counts.extension_ranges;
        for range in &extensions.ranges {
            let index = next(&mut counts.extension_ranges);
            self.at(&[index], |walk| walk.range(range));
        }
        // protoc repeats the locations of shared options for each range.
        let Some(brackets) = &extensions.options else { return };
        for index in start..counts.extension_ranges {
            self.at(&[index], |walk| walk.brackets(3, brackets, false));
        }
    }

    /// Without an explicit end, protoc uses the first token of the start.
    fn range(&mut self, range: &Range) {
        self.location(range.start.first, range.end.unwrap_or(range.start).last);
        self.at(&[1], |walk| walk.number(range.start));
        self.at(&[2], |walk| match range.end {
            Some(end) => walk.number(end),
            None => walk.token(range.start.first),
        });
    }

    /// `number` is the field number of the ranges; that of the names is the next one.
    fn reserved(&mut self, reserved: &Reserved, number: i32, counts: &mut Counts) {
        let names = match reserved.what {
            ReservedWhat::Ranges(_) => number,
            ReservedWhat::Strings(_) | ReservedWhat::Idents(_) => number + 1,
        };
        self.at(&[names], |walk| {
            walk.declared(reserved.first, reserved.last, reserved.last);
            match &reserved.what {
                ReservedWhat::Ranges(ranges) => {
                    for range in ranges {
                        walk.at(&[next(&mut counts.reserved_ranges)], |walk| walk.range(range));
                    }
                }
                ReservedWhat::Strings(names) => {
                    for &Strings { first, last } in names {
                        walk.at(&[next(&mut counts.reserved_names)], |walk| walk.location(first, last));
                    }
                }
                ReservedWhat::Idents(names) => {
                    for &name in names {
                        walk.at(&[next(&mut counts.reserved_names)], |walk| walk.token(name));
                    }
                }
            }
        });
    }

    fn enumeration(&mut self, enumeration: &'t Enum) {
        self.declared(enumeration.keyword, enumeration.close, enumeration.open);
        self.at(&[1], |walk| walk.token(enumeration.name));
        let mut values = 0;
        let mut counts = Counts::default();
        for item in &enumeration.items {
            match item {
                EnumItem::Empty(semicolon) => self.empty(*semicolon),
                EnumItem::Option(option) => self.option_statement(3, *option),
                EnumItem::Reserved(reserved) => self.reserved(reserved, 4, &mut counts),
                EnumItem::Value(value) => {
                    let index = next(&mut values);
                    self.at(&[2, index], |walk| walk.enum_value(value));
                }
            }
        }
        self.end_of_scope(enumeration.close);
    }

    fn enum_value(&mut self, value: &EnumValue) {
        self.declared(value.name, value.last, value.last);
        self.at(&[1], |walk| walk.token(value.name));
        self.at(&[2], |walk| walk.number(value.number));
        if let Some(brackets) = &value.options {
            self.brackets(3, brackets, false);
        }
    }

    fn service(&mut self, service: &'t Service) {
        self.declared(service.first, service.close, service.open);
        self.at(&[1], |walk| walk.token(service.name));
        let mut methods = 0;
        for item in &service.items {
            match item {
                ServiceItem::Empty(semicolon) => self.empty(*semicolon),
                ServiceItem::Option(option) => self.option_statement(3, *option),
                ServiceItem::Method(method) => {
                    let index = next(&mut methods);
                    self.at(&[2, index], |walk| walk.method(method));
                }
            }
        }
        self.end_of_scope(service.close);
    }

    fn method(&mut self, method: &Method) {
        let closer = method.body.as_ref().map_or(method.last, |body| body.open);
        self.declared(method.first, method.last, closer);
        self.at(&[1], |walk| walk.token(method.name));
        self.method_type(method.input, 5, 2);
        self.method_type(method.output, 6, 3);
        let Some(body) = &method.body else { return };
        for item in &body.items {
            match item {
                MethodItem::Empty(semicolon) => self.empty(*semicolon),
                MethodItem::Option(option) => self.option_statement(4, *option),
            }
        }
        self.end_of_scope(body.close);
    }

    fn method_type(&mut self, ty: MethodType, stream_number: i32, number: i32) {
        if let Some(stream) = ty.stream {
            self.at(&[stream_number], |walk| walk.token(stream));
        }
        self.at(&[number], |walk| walk.dotted(ty.path));
    }

    /// An `option` statement has two locations: one for the options message and one for the option.
    fn option_statement(&mut self, number: i32, id: OptionId) {
        let option = self.tree.option(id);
        let place = self.options[id as usize];
        self.at(&[number], |walk| {
            if !place.all_dropped {
                walk.location(option.first, option.last);
            }
            comments_after(walk.tree, Some(option.last), &mut walk.gap);
            if let (Some(record), false) = (place.record, place.dropped) {
                walk.at(&record.path, |walk| walk.commented(option.first, option.last));
            }
            std::mem::swap(&mut walk.upcoming, &mut walk.gap);
        });
    }

    /// `number` is the field number of the options. `default` and `json_name` are written like options, but are fields
    /// of the descriptor.
    fn brackets(&mut self, number: i32, brackets: &Brackets, of_field: bool) {
        let places = &self.options[brackets.options.start as usize..brackets.options.end as usize];
        if !places.iter().any(|place| place.all_dropped) {
            self.at(&[number], |walk| walk.location(brackets.open, brackets.close));
        }
        for id in brackets.options.clone() {
            let option = self.tree.option(id);
            let value = option.value;
            if of_field && is_pseudo_option(self.tree, option, "default") {
                self.at(&[7], |walk| walk.location(value.first, value.last));
            } else if of_field && is_pseudo_option(self.tree, option, "json_name") {
                self.at(&[10], |walk| {
                    // protoc records both the option and its value, with the same path.
                    walk.location(option.first, option.last);
                    walk.location(value.first, value.last);
                });
            } else if let OptionPlace { record: Some(record), dropped: false, .. } = self.options[id as usize]
            {
                self.at(&[number], |walk| {
                    walk.at(&record.path, |walk| walk.location(option.first, option.last));
                });
            }
        }
    }

    /// Runs `inner` with `path` appended to the current path.
    fn at(&mut self, path: &[i32], inner: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        for &part in path {
            self.path.extend_from_slice(varint(part as u64, &mut [0; MAX_VARINT]));
        }
        inner(self);
        self.path.truncate(len);
    }

    /// The location of a declaration. `closer` is the token that ends it or opens its body: the comments after that
    /// token trail the declaration or lead the next one.
    fn declared(&mut self, first: Tok, last: Tok, closer: Tok) {
        comments_after(self.tree, Some(closer), &mut self.gap);
        self.commented(first, last);
        std::mem::swap(&mut self.upcoming, &mut self.gap);
    }

    /// The end of a body: leading comments before the `}` have no declaration.
    fn end_of_scope(&mut self, close: Tok) {
        comments_after(self.tree, Some(close), &mut self.upcoming);
    }

    /// An empty statement has no location. Detached comments around it are kept for the next declaration.
    fn empty(&mut self, semicolon: Tok) {
        comments_after(self.tree, Some(semicolon), &mut self.gap);
        self.upcoming.pass_on(&self.gap);
    }

    fn token(&mut self, tok: Tok) {
        self.location(tok, tok);
    }

    fn number(&mut self, number: Number) {
        self.location(number.first, number.last);
    }

    fn dotted(&mut self, path: Path) {
        self.location(path.first, path.last);
    }

    /// A location without comments.
    fn location(&mut self, first: Tok, last: Tok) {
        let span = self.span(first, last);
        self.write(&span);
    }

    fn commented(&mut self, first: Tok, last: Tok) {
        let span = self.span(first, last);
        let open = self.out.open(1);
        self.write_path_and_span(&span);
        for (number, comment) in [(3, self.upcoming.leading()), (4, self.gap.trailing())] {
            if !comment.is_empty() {
                self.out.bytes(number, comment);
            }
        }
        for detached in self.upcoming.detached() {
            self.out.bytes(6, detached);
        }
        self.out.close(open);
    }

    fn write(&mut self, span: &Span) {
        let open = self.out.open(1);
        self.write_path_and_span(span);
        self.out.close(open);
    }

    fn write_path_and_span(&mut self, span: &Span) {
        if !self.path.is_empty() {
            self.out.bytes(1, &self.path);
        }
        self.out.bytes(2, span.bytes());
    }

    /// Start line and column, end line if different, and end column.
    fn span(&mut self, first: Tok, last: Tok) -> Span {
        let start = self.tree.span(first).start;
        let end = self.tree.span(last).end;
        let line = self.lines.line_from(self.line, start);
        let end_line = self.lines.line_from(line, end);
        self.line = line;
        let mut span = Span::default();
        span.push(line);
        span.push(self.lines.column(line, start));
        if end_line != line {
            span.push(end_line);
        }
        span.push(self.lines.column(end_line, end));
        span
    }
}

/// An encoded span: at most four numbers of five bytes each.
#[derive(Default)]
struct Span {
    bytes: [u8; 20],
    len: usize,
}

impl Span {
    fn push(&mut self, number: u32) {
        let mut buffer = [0; MAX_VARINT];
        let encoded = varint(u64::from(number), &mut buffer);
        self.bytes[self.len..self.len + encoded.len()].copy_from_slice(encoded);
        self.len += encoded.len();
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
