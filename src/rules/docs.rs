//! The documentation of a rule, as data: for `explain`, the documentation page and machine-readable reports.

/// The sections of a rule's doc comment. All but the notes are required.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Docs {
    /// `## What it does`
    pub what: String,
    /// `## Why`
    pub why: String,
    /// `## Bad`: a file in which the rule finds one thing; a file without `syntax` is proto3.
    pub bad: String,
    /// `## Good`: the same without the fault.
    pub good: String,
    /// `## Notes`: limits, how often it is right, how to configure it.
    pub notes: String,
}

impl Docs {
    /// Takes a doc comment apart. Examples stand in fences, which are not part of them.
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

    /// All sections in Markdown, what the rule does first.
    pub fn markdown(&self) -> String {
        let Self { what, why, bad, good, notes } = self;
        let notes = if notes.is_empty() { String::new() } else { format!("\n{notes}\n") };
        format!("{what}\n\n{why}\n\nBad:\n\n```proto\n{bad}\n```\n\nGood:\n\n```proto\n{good}\n```\n{notes}")
    }

    fn section(&mut self, title: &str) -> Option<&mut String> {
        match title {
            "What it does" => Some(&mut self.what),
            "Why" => Some(&mut self.why),
            "Bad" => Some(&mut self.bad),
            "Good" => Some(&mut self.good),
            "Notes" => Some(&mut self.notes),
            _ => None,
        }
    }

    fn trimmed(mut self) -> Self {
        for section in [&mut self.what, &mut self.why, &mut self.bad, &mut self.good, &mut self.notes] {
            section.truncate(section.trim_end().len());
        }
        self
    }
}
