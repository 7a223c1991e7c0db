//! The syntax of an input: `path#key=value,key=value`; everything after the path is optional.

use std::path::Path;

use crate::rules::similar;

/// A parsed input.
#[derive(Debug)]
pub struct Spelling {
    /// The part before the options.
    pub path: String,
    /// The format; `None` if neither the options nor the name imply it.
    pub format: Option<Format>,
    /// The compression.
    pub compression: Compression,
    values: Vec<(&'static Key, String)>,
}

/// The format of an input.
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
    /// A zip archive.
    Zip,
    /// A descriptor set.
    Binary,
    /// A descriptor set in protobuf's JSON.
    Json,
    /// A descriptor set in a format that is not supported.
    Unsupported(&'static str),
}

/// The compression of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// Not at all.
    None,
    /// As gzip does.
    Gzip,
    /// As zstd does.
    Zstd,
}

/// A key, and the formats it applies to.
#[derive(Debug)]
struct Key {
    name: &'static str,
    formats: &'static [Format],
}

/// All keys except `format` and `compression`.
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

/// Names of formats, in options and as file extensions, and their compression.
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
    ("txtpb", Format::Unsupported("txtpb"), Compression::None),
    ("yaml", Format::Unsupported("yaml"), Compression::None),
];

impl Spelling {
    /// Parses an input. Fails if an option is unknown, or does not apply to the format.
    pub fn new(typed: &str) -> Result<Self, String> {
        // A `#` can be part of a name.
        let (path, options) =
            typed.split_once('#').filter(|_| !Path::new(typed).exists()).unwrap_or((typed, ""));
        let (format, compression) = of_name(path);
        let mut spelling = Self { path: path.to_owned(), format, compression, values: Vec::new() };
        let mut seen: Vec<&str> = Vec::new();
        for option in options.split(',').filter(|_| !options.is_empty()) {
            let (key, value) = option
                .split_once('=')
                .filter(|(_, value)| !value.is_empty())
                .ok_or_else(|| format!("{typed}: expected `key=value`, found `{option}`"))?;
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
        let number = |text: &str| text.parse().map_err(|_| format!("{key}={text}: expected a number"));
        self.get(key).map(number).transpose()
    }

    /// The value of an option that is a switch.
    pub fn switch(&self, key: &str) -> Result<Option<bool>, String> {
        let switch =
            |text: &str| text.parse().map_err(|_| format!("{key}={text}: expected `true` or `false`"));
        self.get(key).map(switch).transpose()
    }

    /// Whether there are options besides `format` and `compression`.
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
            Some((key, _)) => Err(format!("`{}` does not apply to {}", key.name, format.noun())),
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
            Self::Binary | Self::Json | Self::Unsupported(_) => "a descriptor set",
        }
    }
}

/// The format and compression that a file extension implies.
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
