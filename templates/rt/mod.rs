//! The runtime of every service: a server with limits, deadlines, authentication, logs and graceful
//! shutdown. Nothing here depends on the schema.
//!
//! A call passes, from the outside in: `connections` (TLS, HTTP), `rest` (JSON to gRPC), `calls` (log, authentication,
//! rate limit, concurrency limit, deadline), and then `services`.
//!
//! A module uses only those before it:
//!
//! - `failure`: errors of programs
//! - `api`: the .proto files and the routes, as data
//! - `settings`: the settings of the server
//! - `deadline`: deadlines of calls
//! - `drain`: graceful shutdown
//! - `caller`: who calls
//! - `log`: one line for each call
//! - `auth`: bearer tokens
//! - `rate_limit`: the rate limit of callers
//! - `memory`: the budget for the bytes of messages
//! - `overdue`: the end of calls whose client does not read
//! - `body`: bodies of requests and responses
//! - `services`: the services by their names
//! - `rest`: JSON to gRPC and back
//! - `calls`: the layer around every call
//! - `open`: the open connections
//! - `authority`: turns lists of addresses in `:authority` into names
//! - `timed`: time limits of connections
//! - `tls`: TLS and mutual TLS
//! - `connections`: accepts connections and serves HTTP
//! - `server`: starts the server and shuts it down
//! - `streams`: limits of client streams
//! - `table`: entities in memory
//! - `client`: the client for all services
//! - `load`: measures a server under load

mod api;
mod auth;
mod authority;
mod body;
mod caller;
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

pub use api::{Api, Field, Route};
pub use caller::Caller;
pub use client::{Client, ClientSettings, Repeatable};
pub use deadline::Deadline;
pub use drain::shutdown_signal;
pub use failure::{BoxError, Failure};
pub use log::init as init_log;
pub use server::{listen, serve};
pub use services::Services;
pub use settings::{Settings, StreamLimits};
pub use streams::{Capped, capped};
pub use table::{Entity, Table, TableError};
