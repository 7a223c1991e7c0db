//! The documentation of a rule, for `explain`, the documentation page and machine-readable reports.

/// The sections of a rule's doc comment. What and why are required, and two examples: bad and good, or before and
/// after.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Docs {
    /// `## What it does`
    pub what: String,
    /// `## Why`
    pub why: String,
    /// `## Bad`: a file with exactly one finding; without `syntax` it is proto3.
    pub bad: String,
    /// `## Good`: the same file, fixed.
    pub good: String,
    /// `## Earlier`: for rules with `--history`, the files of an older version.
    pub earlier: String,
    /// `## Before`: for breaking rules, the old files, written like [`Self::bad`].
    pub before: String,
    /// `## After`: the new files, which the rule reports.
    pub after: String,
    /// `## Fix`: what `--fix` does, and the level that it needs, if there is a fix.
    pub fix: String,
    /// `## Notes`: limitations and configuration.
    pub notes: String,
}

impl Docs {
    /// Parses a doc comment. The code fences are not part of the examples.
    pub fn parse(text: &str) -> Self {
        let mut docs = Self::default();
        let mut section = None;
        for line in text.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            if let Some(title) = line.strip_prefix("## ") {
                section = docs.section(title);
            } else if let Some(section) = section.as_mut().filter(|_| !line.starts_with("```")) {
                section.push_str(line);
                section.push('\n');
            }
        }
        docs.trimmed()
    }

    /// All sections in Markdown.
    pub fn markdown(&self) -> String {
        let mut page = format!("{}\n\n{}\n", self.what, self.why);
        let examples = [
            ("Bad", &self.bad),
            ("Good", &self.good),
            ("Earlier", &self.earlier),
            ("Before", &self.before),
            ("After", &self.after),
        ];
        for (title, example) in examples.into_iter().filter(|(_, example)| !example.is_empty()) {
            for part in ["\n", title, ":\n\n```proto\n", example, "\n```\n"] {
                page.push_str(part);
            }
        }
        for section in [&self.fix, &self.notes].into_iter().filter(|section| !section.is_empty()) {
            for part in ["\n", section, "\n"] {
                page.push_str(part);
            }
        }
        page
    }

    fn section(&mut self, title: &str) -> Option<&mut String> {
        match title {
            "What it does" => Some(&mut self.what),
            "Why" => Some(&mut self.why),
            "Bad" => Some(&mut self.bad),
            "Good" => Some(&mut self.good),
            "Earlier" => Some(&mut self.earlier),
            "Before" => Some(&mut self.before),
            "After" => Some(&mut self.after),
            "Fix" => Some(&mut self.fix),
            "Notes" => Some(&mut self.notes),
            _ => None,
        }
    }

    fn trimmed(mut self) -> Self {
        for section in [
            &mut self.what,
            &mut self.why,
            &mut self.bad,
            &mut self.good,
            &mut self.earlier,
            &mut self.before,
            &mut self.after,
            &mut self.fix,
            &mut self.notes,
        ] {
            section.truncate(section.trim_end().len());
        }
        self
    }
}
