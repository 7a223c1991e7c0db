//! stub
use super::{FileId, Schema};
/// stub
#[derive(Clone, Copy, Debug)]
pub struct EncodeOptions {
    /// stub
    pub source_info: bool,
    /// stub
    pub retain_options: bool,
}
/// stub
pub fn encode_file(_schema: &Schema, _file: FileId, _options: EncodeOptions, _out: &mut Vec<u8>) {}
