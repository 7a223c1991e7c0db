//! The settings of a client.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::Resettable;
use clap::{ArgAction, Args, Command, FromArgMatches};
use http::Uri;

use crate::rt::settings::{parse_size, parse_time};

/// The settings of a client: flags for programs, fields for code.
#[derive(Clone, Debug, Args)]
pub struct ClientSettings {
    /// The servers, called in turn; a name means all its addresses
    #[arg(
        long = "server",
        env = "SERVERS",
        value_name = "ADDRESS",
        value_delimiter = ',',
        default_value = "http://127.0.0.1:50051"
    )]
    pub servers: Vec<Uri>,

    /// The token to send with calls
    #[arg(long, env = "TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<String>,

    /// The deadline of calls that set none; 0s means none
    #[arg(long, env = "TIMEOUT", value_name = "TIME", default_value = "10s", value_parser = parse_time)]
    pub timeout: Duration,

    /// Maximum number of retries of a call, if retrying is safe
    #[arg(long, env = "RETRIES", value_name = "NUMBER", default_value_t = 3)]
    pub retries: u32,

    /// Number of connections to each server
    #[arg(long, env = "CONNECTIONS", value_name = "NUMBER", default_value_t = 1)]
    pub connections: usize,

    /// Maximum time to connect
    #[arg(long, env = "CONNECT_TIMEOUT", value_name = "TIME", default_value = "5s", value_parser = parse_time)]
    pub connect_timeout: Duration,

    /// Ping servers this often while calls are open; 0s means never. Some servers close connections that ping more
    /// often than every 5m
    #[arg(long, env = "CLIENT_KEEPALIVE", value_name = "TIME", default_value = "5m", value_parser = parse_time)]
    pub keepalive: Duration,

    /// Maximum size of a message
    #[arg(long, env = "MAX_MESSAGE_SIZE", value_name = "SIZE", default_value = "50M", value_parser = parse_size)]
    pub max_message_size: usize,

    /// Compress requests with gzip; compressed responses are always accepted
    #[arg(long, env = "CLIENT_GZIP", value_name = "BOOL", default_value_t = false, action = ArgAction::Set)]
    pub gzip: bool,

    /// The authority that signed the certificates of https:// servers, in PEM
    #[arg(long, env = "TLS_CA", value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,

    /// The name in those certificates, if it is not the host of the address
    #[arg(long, env = "TLS_NAME", value_name = "NAME")]
    pub tls_name: Option<String>,

    /// The certificate of the client, in PEM: mutual TLS
    #[arg(long, env = "CLIENT_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The key of that certificate, in PEM
    #[arg(long, env = "CLIENT_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

/// The defaults of the flags; the environment is not read.
impl Default for ClientSettings {
    fn default() -> Self {
        let flags = Self::augment_args(Command::new("client"));
        let flags = flags.mut_args(|arg| arg.env(Resettable::Reset));
        let matches = flags.try_get_matches_from(["client"]);
        let settings = matches.and_then(|matches| Self::from_arg_matches(&matches));
        settings.expect("valid defaults")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_default_is_from_the_environment() {
        let flags = ClientSettings::augment_args(Command::new("client"));
        assert!(flags.get_arguments().all(|arg| arg.get_env().is_some()));
        let settings = ClientSettings::default();
        assert_eq!(settings.servers, ["http://127.0.0.1:50051"]);
        assert_eq!((settings.token, settings.retries), (None, 3));
    }
}
