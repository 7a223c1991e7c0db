//! Parses tokens to a tree by recursive descent, one function per construct.
//!
//! A function that fails reports an error and returns `None`; the caller skips to the end of the statement and
//! continues after it. Only messages nest, and their depth is limited, so the stack is too.

mod cursor;
mod messages;
mod options;
mod services;

use super::level::Level;
use super::literal;
use super::token::{Kind, Tok, Token};
use super::tree::{
    Body, Brackets, Decl, Enum, EnumItem, EnumValue, Extend, Extensions, Field, Import, ImportKind, Label,
    Message, Method, MethodBody, MethodItem, MethodType, NamePart, Number, Oneof, OptionId, OptionName,
    OptionNode, OptionValue, Package, Path, Range, Reserved, ReservedWhat, Service, ServiceItem, Skipped,
    Strings, Syntax, Tree, Type, ValueKind, Visibility,
};
use crate::diag::{Diagnostic, Place};
use crate::text::{Source, Span};

/// A node, or `None` after an error, which has been reported.
type Parsed<T> = Option<T>;

/// protoc accepts 31 levels of messages and rejects the 32nd.
const MAX_MESSAGE_DEPTH: u32 = 32;

/// Parses the tokens of `source`. The result starts with `faults`, the errors of the lexer.
pub fn parse(source: &Source, tokens: Box<[Token]>, faults: Vec<Diagnostic>) -> (Tree, Vec<Diagnostic>) {
    let mut parser = Parser {
        source,
        bytes: source.bytes(),
        tokens: &tokens,
        at: 0,
        depth: 0,
        level: Level::Proto2,
        options: Vec::new(),
        lexed: faults.len(),
        faults,
        skipped: Skipped::default(),
    };
    let (syntax, decls) = parser.file();
    let Parser { options, faults, mut skipped, .. } = parser;
    skipped.statements.sort_unstable();
    (Tree { source: source.clone(), tokens, syntax, decls, options, damaged: false, skipped }, faults)
}

struct Parser<'s> {
    source: &'s Source,
    bytes: &'s [u8],
    tokens: &'s [Token],
    at: Tok,
    depth: u32,
    level: Level,
    options: Vec<OptionNode>,
    /// The number of faults from the lexer.
    lexed: usize,
    faults: Vec<Diagnostic>,
    skipped: Skipped,
}

impl Parser<'_> {
    /// `syntax = "proto3"; …`
    fn file(&mut self) -> (Option<Syntax>, Vec<Decl>) {
        let syntax = if self.at_word(b"syntax") || self.at_word(b"edition") {
            let Some(syntax) = self.syntax() else {
                self.skipped.everything = true;
                return (None, Vec::new());
            };
            if syntax.level.is_none() {
                self.skipped.everything = true;
                // The rules of an unknown level are unknown: errors in the rest would be guesses.
                return (Some(syntax), Vec::new());
            }
            self.level = syntax.level.unwrap_or(Level::Proto2);
            Some(syntax)
        } else {
            None
        };
        let mut decls = Vec::new();
        while !self.at_end() {
            if self.at_symbol(b'}') {
                self.fault("unmatched-brace", "unexpected `}`", "remove it, or add the missing `{`");
                self.skipped.everything = true;
                self.at += 1;
                continue;
            }
            let first = self.at;
            match self.file_statement() {
                Some(decl) => decls.push(decl),
                None => self.recover(first),
            }
        }
        (syntax, decls)
    }

    /// `syntax = "proto3";` or `edition = "2023";`
    fn syntax(&mut self) -> Parsed<Syntax> {
        let first = self.at;
        let edition = self.at_word(b"edition");
        self.at += 1;
        self.expect(b'=')?;
        let value = self.strings("the quoted name of a syntax or an edition")?;
        let mut text = Vec::new();
        for tok in value.first..=value.last {
            literal::unescape(&self.bytes[self.tokens[tok as usize].span], &mut text);
        }
        let level = Level::named(&text, edition);
        let last = self.end_of_statement()?;
        if level.is_none() {
            let span = self.span(value.first).to(self.span(value.last));
            let text = String::from_utf8_lossy(&text);
            if edition {
                self.report(
                    "unknown-edition",
                    span,
                    format!("unknown edition `{text}`"),
                    &format!("the editions are {}", Level::list_editions(|level| level.name().to_owned())),
                );
            } else {
                self.report(
                    "unknown-syntax",
                    span,
                    format!("unknown syntax `{text}`"),
                    "use \"proto2\" or \"proto3\", or an `edition` statement",
                );
            }
        }
        Some(Syntax { first, value: value.first, last, level })
    }

    fn file_statement(&mut self) -> Parsed<Decl> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(Decl::Empty(semicolon));
        }
        if self.kind() != Kind::Ident {
            self.expected_statement();
            return None;
        }
        match self.text() {
            b"import" => self.import().map(Decl::Import),
            b"package" => self.package().map(Decl::Package),
            b"service" => self.service().map(|service| Decl::Service(Box::new(service))),
            _ => self.shared_statement()?.or_else(|| {
                self.expected_statement();
                None
            }),
        }
    }

    /// A statement that both files and messages can contain. The outer option is `None` after an error, the inner one
    /// if it is a different statement.
    fn shared_statement(&mut self) -> Parsed<Option<Decl>> {
        let decl = match self.text() {
            b"message" => self.message(None).map(|message| Decl::Message(Box::new(message))),
            b"enum" => self.enumeration(None).map(|enumeration| Decl::Enum(Box::new(enumeration))),
            b"extend" => self.extend().map(|extend| Decl::Extend(Box::new(extend))),
            b"option" => self.option_statement().map(Decl::Option),
            b"export" if self.level >= Level::Edition2024 => self.with_visibility(Visibility::Export),
            b"local" if self.level >= Level::Edition2024 => self.with_visibility(Visibility::Local),
            _ => return Some(None),
        };
        decl.map(Some)
    }

    fn expected_statement(&mut self) {
        let message = format!("expected a declaration, found {}", self.describe());
        let help = "a file contains `import`, `package`, `option`, `message`, `enum`, `service` and `extend`";
        self.fault("unexpected-token", message, help);
    }

    /// `export message M { … }`
    fn with_visibility(&mut self, visibility: Visibility) -> Parsed<Decl> {
        let first = self.at;
        self.at += 1;
        if self.at_word(b"message") {
            return self.message(Some((first, visibility))).map(|message| Decl::Message(Box::new(message)));
        }
        if self.at_word(b"enum") {
            return self
                .enumeration(Some((first, visibility)))
                .map(|enumeration| Decl::Enum(Box::new(enumeration)));
        }
        self.fault(
            "misplaced-visibility",
            "`export` and `local` only apply to `message` and `enum`",
            "remove the modifier",
        );
        None
    }

    /// `import public "a.proto";`
    fn import(&mut self) -> Parsed<Import> {
        let first = self.at;
        self.at += 1;
        let kind = match self.text() {
            b"public" => ImportKind::Public,
            b"weak" => ImportKind::Weak,
            b"option" => ImportKind::Option,
            _ => ImportKind::Plain,
        };
        if kind != ImportKind::Plain {
            self.at += 1;
        }
        let path = self.strings("the quoted path of the file to import")?;
        let last = self.end_of_statement()?;
        Some(Import { first, kind, path, last })
    }

    /// `package a.b;`
    fn package(&mut self) -> Parsed<Package> {
        let first = self.at;
        self.at += 1;
        let name = self.dotted("a package name")?;
        let last = self.end_of_statement()?;
        Some(Package { first, name, last })
    }
}
