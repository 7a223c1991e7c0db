//! The syntax tree of one file, without semantics: names are tokens, numbers are as written, and every declaration that
//! parsed is included even if it is not allowed (see `legalize`).
//!
//! Nodes refer to tokens by index, which gives access to spans, spelling and surrounding comments.

use smallvec::SmallVec;

use super::level::Level;
use super::token::{Tok, Token};
use crate::text::{Source, Span};

/// A parsed file.
#[derive(Debug)]
pub struct Tree {
    /// The text the tokens point into.
    pub source: Source,
    /// All tokens, ending in [`super::Kind::End`].
    pub tokens: Box<[Token]>,
    /// The `syntax` or `edition` statement, if the file starts with one.
    pub syntax: Option<Syntax>,
    /// The declarations after it, in order.
    pub decls: Vec<Decl>,
    /// All options of the file in source order; declarations refer to them by index.
    pub options: Vec<OptionNode>,
    /// Whether parts of the file are missing from the tree.
    pub damaged: bool,
    /// The missing parts.
    pub skipped: Skipped,
}

/// The parts that the parser skipped because of errors.
#[derive(Clone, Debug, Default)]
pub struct Skipped {
    /// The first token and the token after the last of each statement, in order.
    pub statements: Vec<(Tok, Tok)>,
    /// Whether an option was skipped.
    pub options: bool,
    /// Whether nothing can be concluded about the rest: an import or a package was skipped, or nesting is unclear.
    pub everything: bool,
}

/// `syntax = "proto3";` or `edition = "2023";`
#[derive(Clone, Copy, Debug)]
pub struct Syntax {
    /// The keyword.
    pub first: Tok,
    /// The first token of the quoted value.
    pub value: Tok,
    /// The `;`.
    pub last: Tok,
    /// The level; `None` if unknown.
    pub level: Option<Level>,
}

/// One declaration or statement of any body.
#[derive(Debug)]
pub enum Decl {
    /// `;`
    Empty(Tok),
    /// `package a.b;`
    Package(Package),
    /// `import public "a.proto";`
    Import(Import),
    /// `option a.(b).c = value;`
    Option(OptionId),
    /// `message M { … }`
    Message(Box<Message>),
    /// `enum E { … }`
    Enum(Box<Enum>),
    /// `service S { … }`
    Service(Box<Service>),
    /// `extend M { … }`
    Extend(Box<Extend>),
    /// `repeated T f = 1 […];`, a map field or a group
    Field(Box<Field>),
    /// `oneof o { … }`
    Oneof(Box<Oneof>),
    /// `extensions 100 to max […];`
    Extensions(Box<Extensions>),
    /// `reserved 1, 3 to 5;` or `reserved "a";`
    Reserved(Box<Reserved>),
}

/// `package a.b;`
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// The keyword.
    pub first: Tok,
    /// The dotted name.
    pub name: Path,
    /// The `;`.
    pub last: Tok,
}

/// A dotted name: its first and last token.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    /// The first name, or the leading dot.
    pub first: Tok,
    /// The last name.
    pub last: Tok,
}

/// The modifier of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// Nothing.
    Plain,
    /// `public`: importers of this file also see the imported file.
    Public,
    /// `weak`: an obsolete linker feature, otherwise like a plain import.
    Weak,
    /// `option`: for custom options only.
    Option,
}

/// `import public "a.proto";`
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The keyword `import`; a modifier is the next token.
    pub first: Tok,
    /// The modifier.
    pub kind: ImportKind,
    /// The quoted path.
    pub path: Strings,
    /// The `;`.
    pub last: Tok,
}

/// One or more adjacent string literals, which are concatenated.
#[derive(Clone, Copy, Debug)]
pub struct Strings {
    /// The first literal.
    pub first: Tok,
    /// The last literal.
    pub last: Tok,
}

/// `export` or `local`, as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// Visible to importers.
    Export,
    /// Visible in this file only.
    Local,
}

/// `message M { … }`
#[derive(Debug)]
pub struct Message {
    /// The first token: a visibility modifier or the keyword.
    pub first: Tok,
    /// The modifier.
    pub visibility: Option<Visibility>,
    /// The keyword `message`.
    pub keyword: Tok,
    /// The name.
    pub name: Tok,
    /// The body.
    pub body: Body,
}

/// `{ … }`
#[derive(Debug)]
pub struct Body {
    /// The `{`.
    pub open: Tok,
    /// The declarations, in order.
    pub decls: Vec<Decl>,
    /// The `}`, or the last token of the file if it is missing.
    pub close: Tok,
}

/// The label of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// `optional`
    Optional,
    /// `required`
    Required,
    /// `repeated`
    Repeated,
}

/// `repeated T f = 1 [a = b];`, `map<K, V> f = 1;` or `optional group G = 1 { … }`
#[derive(Debug)]
pub struct Field {
    /// The first token: the label or the type.
    pub first: Tok,
    /// The label as written.
    pub label: Option<Label>,
    /// The type as written.
    pub ty: Type,
    /// The name; of a group, the name of its message.
    pub name: Tok,
    /// The number and its token.
    pub number: Number,
    /// `[…]`
    pub options: Option<Brackets>,
    /// The body of a group.
    pub group: Option<Box<Body>>,
    /// The `;`, or the `}` of a group.
    pub last: Tok,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `int32`, `a.b.C` or `.a.b.C`
    Named(Path),
    /// `map<K, V>`
    Map {
        /// The word `map`.
        first: Tok,
        /// `K`
        key: Path,
        /// `V`
        value: Path,
        /// The `>`.
        last: Tok,
    },
    /// The word `group`.
    Group(Tok),
}

/// An integer as written: its tokens and its value.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The minus sign or the digits, or `max`.
    pub first: Tok,
    /// The digits, or `max`.
    pub last: Tok,
    /// The value; 0 if it was out of range, which is reported.
    pub value: i32,
}

/// The index of an option in [`Tree::options`].
pub type OptionId = u32;

/// `[a = 1, (b).c = "x"]`
#[derive(Clone, Debug)]
pub struct Brackets {
    /// The `[`.
    pub open: Tok,
    /// The options, including `default` and `json_name`: consecutive in [`Tree::options`].
    pub options: std::ops::Range<OptionId>,
    /// The `]`.
    pub close: Tok,
}

/// `option a.(b).c = value;`, or `a.(b).c = value` in brackets
#[derive(Debug)]
pub struct OptionNode {
    /// The keyword `option`, or the first token of the name.
    pub first: Tok,
    /// The parts of the name.
    pub name: OptionName,
    /// The value.
    pub value: OptionValue,
    /// The `;`, or the last token of the value.
    pub last: Tok,
}

/// The parts of an option's name; nearly always one.
pub type OptionName = SmallVec<[NamePart; 1]>;

/// One part of an option's name.
#[derive(Clone, Copy, Debug)]
pub struct NamePart {
    /// The dotted name; for empty parentheses the closing one.
    pub path: Path,
    /// Whether it is in parentheses.
    pub extension: bool,
}

/// The value of an option.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OptionValue {
    /// The minus sign or the first token.
    pub first: Tok,
    /// The last token; for an aggregate the `}`.
    pub last: Tok,
    /// The kind.
    pub kind: ValueKind,
}

/// The kinds of option values.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ValueKind {
    /// A name, such as `true` or `SPEED`.
    Ident,
    /// An integer without sign.
    Positive(u64),
    /// An integer with a minus sign.
    Negative(i64),
    /// A number with a point or exponent, or an integer that needs more than 64 bits.
    Float(f64),
    /// One or more string literals.
    Str,
    /// `{ … }` in text format.
    Aggregate,
}

/// `oneof o { … }`
#[derive(Debug)]
pub struct Oneof {
    /// The keyword.
    pub first: Tok,
    /// The name.
    pub name: Tok,
    /// Fields and options.
    pub body: Body,
}

/// `extend M { … }`
#[derive(Debug)]
pub struct Extend {
    /// The keyword.
    pub first: Tok,
    /// `M`
    pub extendee: Path,
    /// Fields.
    pub body: Body,
}

/// `extensions 100 to 199, 500 to max […];`
#[derive(Debug)]
pub struct Extensions {
    /// The keyword.
    pub first: Tok,
    /// The ranges.
    pub ranges: Vec<Range>,
    /// The options, which apply to each range.
    pub options: Option<Brackets>,
    /// The `;`.
    pub last: Tok,
}

/// `3`, `3 to 5` or `3 to max`
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The first number.
    pub start: Number,
    /// The last number, if written.
    pub end: Option<Number>,
    /// Whether the last number is `max`.
    pub to_max: bool,
}

/// `reserved 1, 3 to 5;`, `reserved "a", "b";` or `reserved a, b;`
#[derive(Debug)]
pub struct Reserved {
    /// The keyword.
    pub first: Tok,
    /// What is reserved.
    pub what: ReservedWhat,
    /// The `;`.
    pub last: Tok,
}

/// What a `reserved` statement lists.
#[derive(Debug)]
pub enum ReservedWhat {
    /// Numbers.
    Ranges(Vec<Range>),
    /// Names as string literals.
    Strings(Vec<Strings>),
    /// Names as identifiers.
    Idents(Vec<Tok>),
}

/// `enum E { … }`
#[derive(Debug)]
pub struct Enum {
    /// The first token: a visibility modifier or the keyword.
    pub first: Tok,
    /// The modifier.
    pub visibility: Option<Visibility>,
    /// The keyword `enum`.
    pub keyword: Tok,
    /// The name.
    pub name: Tok,
    /// The `{`.
    pub open: Tok,
    /// The items.
    pub items: Vec<EnumItem>,
    /// The `}`.
    pub close: Tok,
}

/// An item in the body of an enum.
#[derive(Debug)]
pub enum EnumItem {
    /// `;`
    Empty(Tok),
    /// `A = 1 […];`
    Value(EnumValue),
    /// `option a = b;`
    Option(OptionId),
    /// `reserved 1;`
    Reserved(Box<Reserved>),
}

/// `A = 1 [a = b];`
#[derive(Debug)]
pub struct EnumValue {
    /// The name, which is the first token.
    pub name: Tok,
    /// The number.
    pub number: Number,
    /// `[…]`
    pub options: Option<Brackets>,
    /// The `;`.
    pub last: Tok,
}

/// `service S { … }`
#[derive(Debug)]
pub struct Service {
    /// The keyword.
    pub first: Tok,
    /// The name.
    pub name: Tok,
    /// The `{`.
    pub open: Tok,
    /// The items.
    pub items: Vec<ServiceItem>,
    /// The `}`.
    pub close: Tok,
}

/// An item in the body of a service.
#[derive(Debug)]
pub enum ServiceItem {
    /// `;`
    Empty(Tok),
    /// `rpc M(A) returns (B);`
    Method(Box<Method>),
    /// `option a = b;`
    Option(OptionId),
}

/// `rpc M(stream A) returns (stream B) { … }`
#[derive(Debug)]
pub struct Method {
    /// The keyword.
    pub first: Tok,
    /// The name.
    pub name: Tok,
    /// `A`
    pub input: MethodType,
    /// `B`
    pub output: MethodType,
    /// The braces, with options and empty statements.
    pub body: Option<MethodBody>,
    /// The `;` or the `}`.
    pub last: Tok,
}

/// `stream A`
#[derive(Clone, Copy, Debug)]
pub struct MethodType {
    /// The word `stream`.
    pub stream: Option<Tok>,
    /// The message.
    pub path: Path,
}

/// `{ option a = b; }`
#[derive(Debug)]
pub struct MethodBody {
    /// The `{`.
    pub open: Tok,
    /// The options and the semicolons of empty statements, in order.
    pub items: Vec<MethodItem>,
    /// The `}`.
    pub close: Tok,
}

/// An item in the body of a method.
#[derive(Debug)]
pub enum MethodItem {
    /// `;`
    Empty(Tok),
    /// `option a = b;`
    Option(OptionId),
}

impl Tree {
    /// The bytes of a token.
    pub fn text(&self, tok: Tok) -> &[u8] {
        &self.source.bytes()[self.span(tok)]
    }

    /// A name or keyword as text; empty for tokens that are not ASCII.
    pub fn word(&self, tok: Tok) -> &str {
        std::str::from_utf8(self.text(tok)).unwrap_or_default()
    }

    /// The span of a token.
    pub fn span(&self, tok: Tok) -> Span {
        self.tokens[tok as usize].span
    }

    /// The span of a token and of the blanks behind it.
    pub fn with_blanks(&self, tok: Tok) -> Span {
        let span = self.span(tok);
        let rest = &self.source.bytes()[span.end as usize..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Span::new(span.start, span.end + blanks as u32)
    }

    /// The span from one token to another, both included.
    pub fn span_to(&self, first: Tok, last: Tok) -> Span {
        self.span(first).to(self.span(last))
    }

    /// The option with this index.
    pub fn option(&self, id: OptionId) -> &OptionNode {
        &self.options[id as usize]
    }

    /// Appends a dotted name to `out`, without the white space and comments between its parts.
    pub fn push_path(&self, path: Path, out: &mut String) {
        for tok in path.first..=path.last {
            out.push_str(self.word(tok));
        }
    }

    /// A dotted name, without white space and comments.
    pub fn path(&self, path: Path) -> String {
        let mut out = String::new();
        self.push_path(path, &mut out);
        out
    }

    /// The value of adjacent string literals: escapes resolved, quotes removed. Need not be UTF-8.
    pub fn string(&self, strings: Strings) -> Vec<u8> {
        let mut out = Vec::new();
        for tok in strings.first..=strings.last {
            super::literal::unescape(self.text(tok), &mut out);
        }
        out
    }

    /// The language level; proto2 by default.
    pub fn level(&self) -> Level {
        self.syntax.and_then(|syntax| syntax.level).unwrap_or(Level::Proto2)
    }
}
