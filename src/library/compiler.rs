//! .proto files to descriptor sets.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::compile::{Compiled, Timings, compile};
use crate::descriptor::{EncodeOptions, write_set};
use crate::diag::{Diagnostic, Severity, sort};
use crate::files::Tree;
use crate::naming::{Filter, Include, Lookup, Silent, load_files, without_detours};
use crate::schema::{FileId, Schema};

/// Compiles .proto files in this process, with the verdicts and the bytes of protoc 36.2.
///
/// ```no_run
/// let set = protolint::Compiler::new().include("proto").compile(["proto/user_service.proto"])?;
/// for file in &set.files {
///     println!("cargo:rerun-if-changed={}", file.display());
/// }
/// std::fs::write("user_service.binpb", &set.bytes)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Compiler {
    includes: Vec<String>,
}

/// The result of a compilation.
#[derive(Clone, Debug)]
pub struct DescriptorSet {
    /// A `google.protobuf.FileDescriptorSet`: the inputs and their imports, imports first, with source info.
    pub bytes: Vec<u8>,
    /// The import names of the inputs.
    pub inputs: Vec<String>,
    /// The files that were read from disk, sorted. Built-in files, those of `google/protobuf`, are not among them.
    pub files: Vec<PathBuf>,
    /// Warnings, sorted.
    pub warnings: Vec<Diagnostic>,
}

impl Compiler {
    /// A compiler whose only import roots are those of the inputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an import root, `DIR` or `PREFIX=DIR`, which is searched before those of the inputs.
    #[must_use]
    pub fn include(mut self, directory: impl AsRef<Path>) -> Self {
        self.includes.push(directory.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Compiles files and directories. Fails if one is missing, or if a file does not compile.
    pub fn compile(
        &self,
        inputs: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<DescriptorSet, Error> {
        let path = |input: &Path| without_detours(&Tree::Disk, input.to_string_lossy().into_owned());
        let paths: Vec<String> = inputs.into_iter().map(|input| path(input.as_ref())).collect();
        let includes = Include::find_all(&Tree::Disk, &self.includes, &Silent)?;
        let lookup = Lookup { includes: &includes, ..Lookup::default() };
        let loaded = load_files(&lookup, &paths, &Filter::unlimited())?;
        let Compiled { schema, roots, mut diagnostics } = compile(loaded, &mut Timings::default());
        let errors: Vec<Diagnostic> =
            diagnostics.extract_if(.., |found| found.severity == Severity::Error).collect();
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        sort(&mut diagnostics);
        let name = |&id: &FileId| schema.files[id as usize].name.to_string();
        let (inputs, files) = (roots.iter().map(name).collect(), files_read(&schema));
        Ok(DescriptorSet { bytes: bytes(&schema), inputs, files, warnings: diagnostics })
    }
}

fn bytes(schema: &Schema) -> Vec<u8> {
    let files: Vec<FileId> = (0..schema.len as FileId).collect();
    let options = EncodeOptions { source_info: true, ..EncodeOptions::default() };
    let mut bytes = Vec::new();
    write_set(schema, &files, options, &mut bytes).expect("a vector takes all bytes");
    bytes
}

/// A file whose path is its name may be built in.
fn files_read(schema: &Schema) -> Vec<PathBuf> {
    let paths = schema.files[..schema.len].iter().map(|file| PathBuf::from(&*file.path));
    let mut files: Vec<PathBuf> = paths.filter(|path| path.exists()).collect();
    files.sort();
    files
}
