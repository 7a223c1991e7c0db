//! The runtime of every service: a server with limits, deadlines, authentication, logs and graceful
//! shutdown. Nothing here depends on the schema.
//!
//! A call passes, from the outside in: `connections` (TLS, HTTP), `rest` (JSON to gRPC), `calls` (log, authentication,
//! rate limit, concurrency limit, deadline), and then `services`.

mod auth;
mod authority;
mod body;
mod calls;
mod client;
mod connections;
mod deadline;
mod drain;
mod failure;
pub mod load;
mod log;
mod memory;
mod open;
mod overdue;
mod rate_limit;
mod rest;
mod server;
mod services;
mod settings;
mod streams;
mod table;
mod timed;
mod tls;

pub use calls::Caller;
pub use client::{Client, ClientSettings, Repeatable};
pub use deadline::Deadline;
pub use drain::shutdown_signal;
pub use failure::Failure;
pub use log::init as init_log;
pub use rest::{Field, Route};
pub use server::{listen, serve};
pub use services::{Api, Services};
pub use settings::{Settings, StreamLimits};
pub use streams::{Capped, capped};
pub use table::{Entity, Table, TableError};

/// An error outside of calls, at the start or the end of a program.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
