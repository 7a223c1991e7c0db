//! Helpers of the XML formats.

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, Event};

/// Escapes and indents.
pub type Writer<'o> = quick_xml::Writer<&'o mut dyn Write>;

/// Writes a document with the elements that `content` writes.
pub fn document<'o>(
    out: &'o mut dyn Write,
    content: impl FnOnce(&mut Writer<'o>) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    content(&mut writer)?;
    writeln!(writer.get_mut())
}
