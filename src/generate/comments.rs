//! Comments in the form that prost-build requires: with a location for each element that it writes.

use std::collections::HashMap;

use prost_types::source_code_info::Location;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, SourceCodeInfo};

use crate::text::is_hidden;

/// Gives the file one location for each element that is generated. Detached comments are left out: they would not
/// survive formatting.
pub fn complete(proto: &mut FileDescriptorProto) {
    let Some(info) = proto.source_code_info.take() else { return };
    let mut comments = HashMap::new();
    for location in info.location {
        if location.leading_comments.is_some() || location.trailing_comments.is_some() {
            comments.entry(location.path).or_insert((location.leading_comments, location.trailing_comments));
        }
    }
    let mut walk = Walk { comments, path: Vec::new(), locations: Vec::new() };
    walk.each(4, &proto.message_type, Walk::message);
    walk.each(5, &proto.enum_type, Walk::enumeration);
    walk.each(6, &proto.service, |walk, service| walk.each(2, &service.method, |_, _| {}));
    proto.source_code_info = Some(SourceCodeInfo { location: walk.locations });
}

struct Walk {
    /// Leading and trailing comments by path.
    comments: HashMap<Vec<i32>, (Option<String>, Option<String>)>,
    path: Vec<i32>,
    locations: Vec<Location>,
}

impl Walk {
    /// Visits the elements in field `number` of the element the walk is at.
    fn each<T>(&mut self, number: i32, elements: &[T], mut below: impl FnMut(&mut Self, &T)) {
        for (element, index) in elements.iter().zip(0..) {
            self.path.extend([number, index]);
            let (leading, trailing) = self.comments.remove(&self.path).unwrap_or_default();
            self.locations.push(Location {
                path: self.path.clone(),
                leading_comments: leading.as_deref().map(plain),
                trailing_comments: trailing.as_deref().map(plain),
                ..Location::default()
            });
            below(self, element);
            self.path.truncate(self.path.len() - 2);
        }
    }

    fn message(&mut self, message: &DescriptorProto) {
        self.each(2, &message.field, |_, _| {});
        self.each(3, &message.nested_type, Self::message);
        self.each(4, &message.enum_type, Self::enumeration);
        self.each(8, &message.oneof_decl, |_, _| {});
    }

    fn enumeration(&mut self, enumeration: &EnumDescriptorProto) {
        self.each(2, &enumeration.value, |_, _| {});
    }
}

/// A comment without control and bidirectional characters: rustc rejects some of them, and others change what editors
/// show.
fn plain(comment: &str) -> String {
    comment.chars().filter(|&c| matches!(c, '\n' | '\t') || !is_hidden(c)).collect()
}
