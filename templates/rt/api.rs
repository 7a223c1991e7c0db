//! The API as data: the .proto files, and the routes of REST.

use percent_encoding::percent_decode_str;

/// What the runtime knows of the .proto files.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// The files as an encoded `FileDescriptorSet`; files with an edition as equivalent proto2 files.
    pub descriptors: &'static [u8],
    /// The files unchanged, for reflection.
    pub reflection: &'static [u8],
    /// The routes of REST; the first that matches a path applies.
    pub routes: &'static [Route],
    /// The OpenAPI description of the routes.
    pub openapi: &'static str,
}

/// A path and its method. `src/gen/routes.rs` lists them, the most specific first.
#[derive(Debug)]
pub struct Route {
    /// The HTTP method: `GET`
    pub verb: &'static str,
    /// The segments: `users/*`; `*` is any segment, and `**` at the end any number of them.
    pub path: &'static str,
    /// The part after the last colon, such as `cancel`; empty without one.
    pub suffix: &'static str,
    /// The fields of the request in the path.
    pub fields: &'static [Field],
    /// The gRPC method: `/user.UserService/GetUser`
    pub method: &'static str,
    /// The field of the request in the body; `*` if the body is the request, `None` if there is no body.
    pub body: Option<&'static str>,
    /// The field of the response to answer with; `None` for the whole response.
    pub response: Option<&'static str>,
}

/// A field in a path.
#[derive(Debug)]
pub struct Field {
    /// The path of the field: `user.id`
    pub name: &'static str,
    /// The index of its first segment.
    pub first: usize,
    /// The number of segments; `None` for all to the end.
    pub count: Option<usize>,
}

/// Fields by name, as text.
pub type Params = Vec<(String, String)>;

/// The segments of a path, decoded; `None` if they are not UTF-8.
pub fn segments(path: &str) -> Option<Vec<String>> {
    let decode = |segment| percent_decode_str(segment).decode_utf8().ok().map(String::from);
    path.strip_prefix('/')?.split('/').map(decode).collect()
}

impl Route {
    /// The fields in a path, in the order of [`Route::fields`]; `None` if the path does not match.
    pub fn params(&self, segments: &[String]) -> Option<Params> {
        let mut segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if !self.suffix.is_empty() {
            let last = segments.last_mut()?;
            *last = last.strip_suffix(self.suffix)?.strip_suffix(':')?;
        }
        if !self.fits(&segments) {
            return None;
        }
        let param = |field: &Field| {
            let end = field.count.map_or(segments.len(), |count| field.first + count);
            let segments = segments.get(field.first..end)?;
            Some((field.name.to_owned(), segments.join("/")))
        };
        self.fields.iter().map(param).collect()
    }

    fn fits(&self, segments: &[&str]) -> bool {
        let mut given = segments.iter();
        for segment in self.path.split('/') {
            if segment == "**" {
                return true;
            }
            match given.next() {
                Some(given) if segment == "*" && !given.is_empty() || *given == segment => {}
                _ => return false,
            }
        }
        given.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELF: Route = Route {
        verb: "POST",
        path: "v1/shelves/*/books/**",
        suffix: "move",
        fields: &[
            Field { name: "shelf.name", first: 1, count: Some(2) },
            Field { name: "book", first: 4, count: None },
        ],
        method: "/library.Library/Move",
        body: Some("*"),
        response: None,
    };

    fn params(path: &str) -> Option<Params> {
        SHELF.params(&segments(path).expect("UTF-8"))
    }

    #[test]
    fn fields_are_read_from_a_path() {
        let found = params("/v1/shelves/a%20b/books/x/y%2Fz:move").expect("the path fits");
        assert_eq!(found[0], ("shelf.name".to_owned(), "shelves/a b".to_owned()));
        assert_eq!(found[1], ("book".to_owned(), "x/y/z".to_owned()));
    }

    #[test]
    fn other_paths_do_not_match() {
        for path in [
            "/v1/shelves/1/books/2",
            "/v1/shelves//books/2:move",
            "/v1/shelves/1:move",
            "/v2/shelves/1/books/2:move",
            "/:move",
            "/",
        ] {
            assert_eq!(params(path), None, "{path}");
        }
        assert!(segments("/%ff").is_none());
    }
}
