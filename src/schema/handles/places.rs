//! Looks up the place and the subject of a [`Site`].

use super::{File, Site, Target};
use crate::diag::Place;
use crate::schema::location::Part;
use crate::schema::model::Element;

impl<'a> Site<'a> {
    /// The file.
    pub fn file(self) -> File<'a> {
        self.file
    }

    /// Looks up the place. Falls back to the enclosing element, and finally to the whole file.
    pub fn place(self) -> Place {
        let file = self.file.model();
        match self.target {
            Target::Part(element, part) => match file.written(element) {
                field if field == element => file.place(element, part),
                field => file.place(field, Part::TypeName),
            },
            Target::Package => file.package_place(),
            Target::Option(element, number) => {
                self.file.schema.option_place(self.file.id, element, &[number])
            }
            Target::Setting(element, steps) => {
                let place = self.file.schema.setting_place(self.file.id, element, steps);
                place.unwrap_or_else(|| self.file.part(element, Part::Whole).place())
            }
            Target::Syntax => file.syntax_place(),
            Target::Default(field) => file.pseudo_option_place(field, "default", 7),
            Target::JsonName(field) => file.pseudo_option_place(field, "json_name", 10),
            Target::Import(index) => file.import_place(index as usize),
            Target::ReservedRange(owner, index) => file.reserved_range_place(owner, index),
            Target::Text(span) => file.text_place(span),
        }
    }

    /// The full name of the enclosing declaration, or the file name.
    pub fn subject(self) -> String {
        match self.target {
            Target::Part(Element::File, _)
            | Target::Option(Element::File, _)
            | Target::Setting(Element::File, _)
            | Target::Package
            | Target::Import(_)
            | Target::Syntax
            | Target::Text(_) => self.file.name().to_owned(),
            Target::Part(element, _)
            | Target::ReservedRange(element, _)
            | Target::Option(element, _)
            | Target::Setting(element, _) => self.file.model().full_name(element),
            Target::Default(field) | Target::JsonName(field) => {
                self.file.model().full_name(Element::Field(field))
            }
        }
    }
}
