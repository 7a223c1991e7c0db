//! What builds and runs whole crates: `cargo test --test crates` takes longer than all else.

#[path = "../support/mod.rs"]
mod support;

mod examples;
mod generate;
mod scaffold;
