//! Parses tokens to a tree by recursive descent, one function per construct.
//!
//! A function that fails reports an error and returns `None`; the caller skips to the end of the statement and
//! continues after it. Only messages nest, and their depth is limited, so the stack is too.

mod braces;
mod cursor;
mod keywords;
mod messages;
mod mistakes;
mod numbers;
mod options;
mod services;
mod syntax;

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

/// The most braces that are closed to parse the rest of a file.
const MAX_CLOSED: usize = 8;

/// Parses the tokens of `source`. The result starts with `faults`, the errors of the lexer.
pub fn parse(source: &Source, tokens: Box<[Token]>, faults: Vec<Diagnostic>) -> (Tree, Vec<Diagnostic>) {
    let swallowed = faults.iter().any(|fault| fault.code == "unclosed-comment");
    let (mut tokens, mut lexed) = (tokens, faults);
    let mut is_certain = true;
    let mut closed = 0;
    loop {
        let mut parser = Parser::new(source, &tokens, lexed);
        let (syntax, decls) = parser.file();
        let Parser { options, mut faults, mut skipped, is_unclosed, lexed: known, .. } = parser;
        let unclosed = is_unclosed.then(|| braces::find(source.bytes(), &tokens)).flatten();
        if let Some(unclosed) = unclosed.filter(|_| !swallowed && closed < MAX_CLOSED) {
            faults.truncate(known);
            faults.push(unclosed.fault(source, &tokens));
            faults.sort_by_key(cursor::span_of);
            let mut with_brace = tokens.into_vec();
            is_certain &= unclosed.close(&mut with_brace);
            (tokens, lexed) = (with_brace.into(), faults);
            closed += 1;
            continue;
        }
        skipped.statements.sort_unstable();
        skipped.everything |= !is_certain;
        return (
            Tree { source: source.clone(), tokens, syntax, decls, options, damaged: false, skipped },
            faults,
        );
    }
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
    /// Whether the file ends inside a block.
    is_unclosed: bool,
    /// The `{` of the last block that has a field or a value without number, and the next free number in it.
    next_number: Option<(Tok, i32)>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s Source, tokens: &'s [Token], faults: Vec<Diagnostic>) -> Self {
        Parser {
            source,
            bytes: source.bytes(),
            tokens,
            at: 0,
            depth: 0,
            level: Level::Proto2,
            options: Vec::new(),
            lexed: faults.len(),
            faults,
            skipped: Skipped::default(),
            is_unclosed: false,
            next_number: None,
        }
    }

    /// `syntax = "proto3"; …`
    fn file(&mut self) -> (Option<Syntax>, Vec<Decl>) {
        let mut syntax = if self.starts_syntax() {
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
            if self.starts_syntax() {
                self.late_syntax(&mut syntax);
                continue;
            }
            match self.file_statement() {
                Some(decl) => decls.push(decl),
                None => self.recover(first),
            }
        }
        (syntax, decls)
    }

    fn file_statement(&mut self) -> Parsed<Decl> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(Decl::Empty(semicolon));
        }
        if self.kind() != Kind::Ident {
            self.expected_statement();
            return None;
        }
        self.statement(keywords::FILE, Self::file_statement_as)
    }

    fn file_statement_as(&mut self, keyword: &[u8]) -> Parsed<Decl> {
        match keyword {
            b"import" => self.import().map(Decl::Import),
            b"package" => self.package().map(Decl::Package),
            b"service" => self.service().map(|service| Decl::Service(Box::new(service))),
            _ => self.shared_statement(keyword)?.or_else(|| {
                self.expected_statement();
                None
            }),
        }
    }

    /// A statement that both files and messages can contain. The outer option is `None` after an error, the inner one
    /// if it is a different statement.
    fn shared_statement(&mut self, keyword: &[u8]) -> Parsed<Option<Decl>> {
        let decl = match keyword {
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
