//! Human-readable text: a line that editors and log matchers parse, then the source.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::display_range;
use super::each::each;
use crate::diag::{Diagnostic, Place, Severity};
use crate::text::{Source, Span, masked, visible, visible_lines};

/// Writes all diagnostics, each followed by an empty line; colours are for `out` to keep or to strip.
pub fn text(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled();
    each(diagnostics, out, |diagnostic, out| {
        headline(diagnostic, out)?;
        if let Some(body) = body(diagnostic, &renderer) {
            writeln!(out, "{body}")?;
        }
        writeln!(out)
    })
}

const BOLD: Style = Style::new().bold();

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::BrightBlue,
    };
    BOLD.fg_color(Some(color.into()))
}

/// `path:line:column: severity: message [ID]`
fn headline(diagnostic: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let Diagnostic { code, severity, place, message, .. } = diagnostic;
    write!(out, "{BOLD}{}:", place.shown_path())?;
    if let Some(range) = display_range(place) {
        let start = range.start;
        write!(out, "{}:{}:", start.line + 1, start.column + 1)?;
    }
    let color = style(*severity);
    writeln!(out, "{BOLD:#} {color}{}:{color:#} {message} {BOLD}[{code}]{BOLD:#}", severity.name())
}

/// The annotated source, and the help; `None` without both.
fn body(diagnostic: &Diagnostic, renderer: &Renderer) -> Option<String> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_level(level);
    for excerpt in excerpts(diagnostic) {
        group = group.element(excerpt.into_snippet());
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    if let Some(fix) = &diagnostic.fix {
        let what = format!("{}: try `{}`", fix.what(), fix.flag());
        group = group.element(Level::HELP.with_name("fix").message(what));
    }
    (!group.is_empty()).then(|| renderer.render(&[group]))
}

/// The maximum size of an excerpt, in bytes: a line can be arbitrarily long.
const MAX_EXCERPT: u32 = 8 << 10;

/// The maximum number of lines of a marked span.
const MAX_LINES: u32 = 6;

/// How much of a long line is shown before and after a marked span.
const CONTEXT: u32 = 1 << 10;

/// An excerpt of a file with marked spans.
struct Excerpt<'d> {
    source: &'d Source,
    window: Span,
    marks: Vec<Mark<'d>>,
    is_primary: bool,
}

/// A marked span; only labels have a text.
struct Mark<'d> {
    span: Span,
    label: Option<&'d str>,
}

/// The excerpts of a diagnostic. Labels near the primary place share its excerpt.
fn excerpts(diagnostic: &Diagnostic) -> Vec<Excerpt<'_>> {
    let primary = Excerpt::new(&diagnostic.place, None);
    let labels =
        diagnostic.labels.iter().filter_map(|label| Excerpt::new(&label.place, Some(&label.message)));
    let mut excerpts: Vec<Excerpt<'_>> = Vec::new();
    for excerpt in primary.into_iter().chain(labels) {
        match excerpts.iter_mut().find(|known| known.is_near(&excerpt)) {
            Some(near) => near.merge(excerpt),
            None => excerpts.push(excerpt),
        }
    }
    excerpts
}

impl<'d> Excerpt<'d> {
    fn new(place: &'d Place, label: Option<&'d str>) -> Option<Self> {
        let (source, span) = place.text.as_ref()?;
        let lines = source.lines();
        // Of a long declaration, show only the first line.
        let is_long = lines.line(span.end) - lines.line(span.start) >= MAX_LINES || span.len() > MAX_EXCERPT;
        let end = if is_long { line_end(source, span.start) } else { span.end };
        let span = Span::new(span.start, end.min(span.start + MAX_EXCERPT));
        let start = lines.start(lines.line(span.start)).max(span.start.saturating_sub(CONTEXT));
        let window = Span::new(start, line_end(source, span.end).min(span.end + CONTEXT));
        Some(Self { source, window, marks: vec![Mark { span, label }], is_primary: label.is_none() })
    }

    fn is_near(&self, other: &Self) -> bool {
        // The old and the new text of a file have the same path.
        std::ptr::eq(self.source.bytes(), other.source.bytes())
            && self.window.to(other.window).len() <= MAX_EXCERPT
    }

    fn merge(&mut self, other: Self) {
        self.window = self.window.to(other.window);
        self.marks.extend(other.marks);
    }

    fn into_snippet(self) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
        let text = same_length_text(&self.source.bytes()[self.window]);
        let shown = visible_lines(&text);
        let offset = |at: u32| {
            let at = text.floor_char_boundary((at - self.window.start) as usize);
            if shown.len() == text.len() { at } else { visible_lines(&text[..at]).len() }
        };
        let annotations: Vec<_> = self
            .marks
            .iter()
            .map(|mark| {
                let kind =
                    if mark.label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
                kind.span(offset(mark.span.start)..offset(mark.span.end)).label(mark.label)
            })
            .collect();
        let line = self.source.lines().line(self.window.start) as usize + 1;
        // The headline says where the primary place is.
        let path = (!self.is_primary).then(|| visible(self.source.path()).into_owned());
        Snippet::source(shown.into_owned()).line_start(line).path(path).annotations(annotations)
    }
}

/// The end of the line at `offset`, without its line break.
fn line_end(source: &Source, offset: u32) -> u32 {
    let rest = &source.bytes()[offset as usize..];
    let line = memchr::memchr(b'\n', rest).map_or(rest, |newline| &rest[..newline]);
    offset + line.strip_suffix(b"\r").unwrap_or(line).len() as u32
}

/// The bytes as text of the same length: a question mark for each invalid byte, a star for each byte of a password.
fn same_length_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    masked(text)
}
