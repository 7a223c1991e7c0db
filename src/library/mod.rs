//! What other programs call: a [`Compiler`] for build scripts, and a [`Gate`] for tests and tools.

mod compiler;
mod error;
#[cfg(feature = "gate")]
mod gate;

pub use compiler::{Compiler, DescriptorSet};
pub use error::Error;
#[cfg(feature = "gate")]
pub use gate::Gate;
