//! How an input is written: `path#key=value,key=value`, where all behind the path may be missing.

use std::path::Path;

use crate::rules::similar;

/// An input as typed, taken apart.
#[derive(Debug)]
pub struct Spelling {
    /// What stands in front of the options.
    pub path: String,
    /// What it is; `None` where neither the options nor the name say so.
    pub format: Option<Format>,
    /// How it is packed.
    pub compression: Compression,
    values: Vec<(&'static Key, String)>,
}

/// What an input can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A directory.
    Directory,
    /// One `.proto` file.
    Proto,
    /// A git repository.
    Git,
    /// An archive.
    Tar,
    /// An archive that packs its files itself.
    Zip,
    /// A descriptor set.
    Binary,
    /// A descriptor set in protobuf's JSON.
    Json,
    /// A descriptor set in a format that only buf reads.
    Unread(&'static str),
}

/// How a file is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// Not at all.
    None,
    /// As gzip does.
    Gzip,
    /// As zstd does.
    Zstd,
}

/// A key, and which formats it says something about.
#[derive(Debug)]
struct Key {
    name: &'static str,
    formats: &'static [Format],
}

/// All keys but `format` and `compression`, which say what the others are about.
const KEYS: &[Key] = &[
    Key { name: "branch", formats: &[Format::Git] },
    Key { name: "tag", formats: &[Format::Git] },
    Key { name: "commit", formats: &[Format::Git] },
    Key { name: "ref", formats: &[Format::Git] },
    Key { name: "depth", formats: &[Format::Git] },
    Key { name: "recurse_submodules", formats: &[Format::Git] },
    Key { name: "filter", formats: &[Format::Git] },
    Key { name: "subdir", formats: &[Format::Git, Format::Tar, Format::Zip] },
    Key { name: "strip_components", formats: &[Format::Tar, Format::Zip] },
    Key { name: "include_package_files", formats: &[Format::Proto] },
];

/// Names of formats, in options and behind the last dot of a path, and whether they say that the file is packed.
const FORMATS: &[(&str, Format, Compression)] = &[
    ("dir", Format::Directory, Compression::None),
    ("protofile", Format::Proto, Compression::None),
    ("proto", Format::Proto, Compression::None),
    ("git", Format::Git, Compression::None),
    ("tar", Format::Tar, Compression::None),
    ("targz", Format::Tar, Compression::Gzip),
    ("tgz", Format::Tar, Compression::Gzip),
    ("zip", Format::Zip, Compression::None),
    ("binpb", Format::Binary, Compression::None),
    ("bin", Format::Binary, Compression::None),
    ("bingz", Format::Binary, Compression::Gzip),
    ("json", Format::Json, Compression::None),
    ("jsongz", Format::Json, Compression::Gzip),
    ("txtpb", Format::Unread("txtpb"), Compression::None),
    ("yaml", Format::Unread("yaml"), Compression::None),
];

impl Spelling {
    /// Takes an input apart. Fails where an option is none, or says nothing about such an input.
    pub fn new(typed: &str) -> Result<Self, String> {
        // A `#` can be part of a name, too.
        let (path, options) =
            typed.split_once('#').filter(|_| !Path::new(typed).exists()).unwrap_or((typed, ""));
        let (format, compression) = of_name(path);
        let mut spelling = Self { path: path.to_owned(), format, compression, values: Vec::new() };
        let mut seen: Vec<&str> = Vec::new();
        for option in options.split(',').filter(|_| !options.is_empty()) {
            let (key, value) = option
                .split_once('=')
                .filter(|(_, value)| !value.is_empty())
                .ok_or_else(|| format!("{typed}: `{option}` is no option: write `key=value`"))?;
            if seen.contains(&key) {
                return Err(format!("{typed}: `{key}` is set twice"));
            }
            seen.push(key);
            spelling.set(key, value).map_err(|why| format!("{typed}: {why}"))?;
        }
        spelling.check_keys().map_err(|why| format!("{typed}: {why}"))?;
        Ok(spelling)
    }

    /// The value of an option.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| known.name == key).map(|(_, value)| value.as_str())
    }

    /// The value of an option that is a number.
    pub fn number(&self, key: &str) -> Result<Option<usize>, String> {
        let number = |text: &str| text.parse().map_err(|_| format!("{key}={text}: give a number"));
        self.get(key).map(number).transpose()
    }

    /// The value of an option that is a switch.
    pub fn switch(&self, key: &str) -> Result<Option<bool>, String> {
        let switch = |text: &str| text.parse().map_err(|_| format!("{key}={text}: say `true` or `false`"));
        self.get(key).map(switch).transpose()
    }

    /// Whether there are options besides what says the format.
    pub fn has_options(&self) -> bool {
        !self.values.is_empty()
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "format" => {
                let (_, format, compression) = FORMATS
                    .iter()
                    .find(|(name, ..)| *name == value)
                    .ok_or_else(|| unknown("format", value, FORMATS.iter().map(|(name, ..)| *name)))?;
                self.format = Some(*format);
                if *compression != Compression::None {
                    self.compression = *compression;
                }
            }
            "compression" => {
                self.compression = match value {
                    "none" => Compression::None,
                    "gzip" => Compression::Gzip,
                    "zstd" => Compression::Zstd,
                    _ => return Err(unknown("compression", value, ["none", "gzip", "zstd"].into_iter())),
                }
            }
            _ => {
                let names = || ["format", "compression"].into_iter().chain(KEYS.iter().map(|key| key.name));
                let known = KEYS.iter().find(|known| known.name == key);
                self.values.push((known.ok_or_else(|| unknown("key", key, names()))?, value.to_owned()));
            }
        }
        Ok(())
    }

    fn check_keys(&self) -> Result<(), String> {
        let Some(format) = self.format else { return Ok(()) };
        match self.values.iter().find(|(key, _)| !key.formats.contains(&format)) {
            Some((key, _)) => Err(format!("`{}` says nothing about {}", key.name, format.noun())),
            None => Ok(()),
        }
    }
}

impl Format {
    fn noun(self) -> &'static str {
        match self {
            Self::Directory => "a directory",
            Self::Proto => "a .proto file",
            Self::Git => "a git repository",
            Self::Tar | Self::Zip => "an archive",
            Self::Binary | Self::Json | Self::Unread(_) => "a descriptor set",
        }
    }
}

/// What the end of a path says about what is there.
fn of_name(path: &str) -> (Option<Format>, Compression) {
    let packed = [(".gz", Compression::Gzip), (".zst", Compression::Zstd)];
    let packed =
        packed.into_iter().find_map(|(end, compression)| Some((path.strip_suffix(end)?, compression)));
    let (path, outer) = packed.unwrap_or((path, Compression::None));
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map(|(_, end)| end);
    match FORMATS.iter().find(|(name, ..)| Some(*name) == end && !matches!(*name, "dir" | "protofile")) {
        Some((_, format, inner)) => (Some(*format), if outer == Compression::None { *inner } else { outer }),
        None => (None, outer),
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match similar(name, known) {
        Some(similar) => format!("there is no {what} `{name}`; did you mean `{similar}`?"),
        None => format!("there is no {what} `{name}`"),
    }
}
