//! Tests that build and run whole crates, which takes the most time.

#[path = "../support/mod.rs"]
mod support;

mod examples;
mod generate;
mod scaffold;
