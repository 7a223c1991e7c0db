//! What other programs call: a [`Compiler`] for build scripts, and a [`Gate`] for tests and tools.

mod compiler;
mod error;
mod gate;

pub use compiler::{Compiler, DescriptorSet};
pub use error::Error;
pub use gate::Gate;
