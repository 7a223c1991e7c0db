//! The generator that the tests of the package use.

/// What the generator takes from its neighbour.
pub mod pairs {
    /// Names and texts of files.
    pub type Files = Vec<(String, String)>;
}

#[path = "../../tests/support/random_schemas.rs"]
pub mod random_schemas;
