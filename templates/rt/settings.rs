//! The settings of the server: flags and environment variables.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::ArgAction;

/// The settings of the server. `--help` lists them with their variables and defaults.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// The address to listen on
    #[arg(long, env = "LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    pub listen: SocketAddr,

    /// Maximum size of a message, such as `50M`; larger ones get RESOURCE_EXHAUSTED
    #[arg(long, env = "MAX_MESSAGE_SIZE", value_name = "SIZE", default_value = "50M", value_parser = parse_size)]
    pub max_message_size: usize,

    /// Maximum number of messages in a client stream that a handler reads through `capped`; 0 means no limit
    #[arg(long, env = "MAX_STREAM_MESSAGES", value_name = "NUMBER", default_value_t = 100_000)]
    pub max_stream_messages: u64,

    /// Maximum size of all messages in such a stream; 0 means no limit
    #[arg(long, env = "MAX_STREAM_SIZE", value_name = "SIZE", default_value = "100M", value_parser = parse_size)]
    pub max_stream_size: usize,

    /// Maximum number of open calls, including streams; more get RESOURCE_EXHAUSTED; 0 means no limit
    #[arg(long, env = "MAX_CONCURRENT_CALLS", value_name = "NUMBER", default_value_t = 10_000)]
    pub max_concurrent_calls: usize,

    /// Maximum number of open health watches and reflection calls, which need no token; more get RESOURCE_EXHAUSTED; 0
    /// means no limit
    #[arg(long, env = "MAX_OPEN_CALLS", value_name = "NUMBER", default_value_t = 1_000)]
    pub max_open_calls: usize,

    /// Maximum number of open calls on one connection; clients delay further calls; 0 means no limit
    #[arg(long, env = "MAX_CONNECTION_CALLS", value_name = "NUMBER", default_value_t = 200)]
    pub max_connection_calls: u32,

    /// Maximum number of connections; beyond it, the oldest one without a call is closed; by default 10,000, or fewer
    /// if the limit of file handles is lower
    #[arg(long, env = "MAX_CONNECTIONS", value_name = "NUMBER")]
    pub max_connections: Option<usize>,

    /// Maximum number of connections from one address (for IPv6, one /64 network); 0 means no limit; by default three
    /// quarters of all, so that one client cannot lock out the others
    #[arg(long, env = "MAX_ADDRESS_CONNECTIONS", value_name = "NUMBER")]
    pub max_address_connections: Option<usize>,

    /// Maximum size of the messages of all calls together; beyond it, calls get RESOURCE_EXHAUSTED; by default a
    /// quarter of the memory of the machine or cgroup
    #[arg(long, env = "MAX_MEMORY", value_name = "SIZE", value_parser = parse_size)]
    pub max_memory: Option<usize>,

    /// Number of bytes that a client may send on a stream before a handler reads them
    #[arg(long, env = "STREAM_WINDOW", value_name = "SIZE", default_value = "128K", value_parser = parse_window)]
    pub stream_window: u32,

    /// Maximum time from the first byte of a message to its last, also for JSON; 0s means no limit
    #[arg(long, env = "MAX_MESSAGE_TIME", value_name = "TIME", default_value = "60s", value_parser = parse_time)]
    pub max_message_time: Duration,

    /// End a call if its client reads nothing of the response for this time; 0s means never
    #[arg(long, env = "MAX_UNREAD_TIME", value_name = "TIME", default_value = "5m", value_parser = parse_time)]
    pub max_unread_time: Duration,

    /// Maximum duration of a call, even if the client sets no deadline; 0s means no limit
    #[arg(long, env = "MAX_CALL_TIME", value_name = "TIME", default_value = "0s", value_parser = parse_time)]
    pub max_call_time: Duration,

    /// Log a warning for calls that take longer; 0s means never
    #[arg(long, env = "SLOW_CALL", value_name = "TIME", default_value = "1s", value_parser = parse_time)]
    pub slow_call: Duration,

    /// Accepted bearer tokens, as `name=token`, separated by commas; without any, calls need no token
    #[arg(
        long,
        env = "AUTH_TOKENS",
        value_name = "NAME=TOKEN",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub auth_tokens: Vec<AuthToken>,

    /// Calls per second per caller (token owner or address); more get RESOURCE_EXHAUSTED; 0 means no limit
    #[arg(long, env = "RATE_LIMIT", value_name = "NUMBER", default_value_t = 0)]
    pub rate_limit: u32,

    /// Calls that a caller may make at once before the rate applies; 0 means as many as in a second
    #[arg(long, env = "RATE_BURST", value_name = "NUMBER", default_value_t = 0)]
    pub rate_burst: u32,

    /// The certificate chain of the server, in PEM; without it, TLS is off
    #[arg(long, env = "TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The key of the certificate, in PEM
    #[arg(long, env = "TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// The authority that must have signed the certificates of clients, in PEM: mutual TLS
    #[arg(long, env = "TLS_CLIENT_CA", value_name = "FILE", requires = "tls_cert")]
    pub tls_client_ca: Option<PathBuf>,

    /// Compress responses to clients that send gzip; compressed requests are always accepted
    #[arg(long, env = "GZIP", value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    pub gzip: bool,

    /// Serve reflection, for clients such as grpcurl
    #[arg(long, env = "REFLECTION", value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    pub reflection: bool,

    /// Also serve JSON over HTTP; with reflection, described by /openapi.json
    #[arg(long, env = "REST", value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    pub rest: bool,

    /// Ping idle connections this often, and close those that do not answer in 20 s; 0s means never
    #[arg(long, env = "KEEPALIVE", value_name = "TIME", default_value = "60s", value_parser = parse_time)]
    pub keepalive: Duration,

    /// Ask clients to reconnect after this time, so that load moves to new servers; 0s means never
    #[arg(long, env = "MAX_CONNECTION_AGE", value_name = "TIME", default_value = "0s", value_parser = parse_time)]
    pub max_connection_age: Duration,

    /// On shutdown, accept calls for this time after health reports NOT_SERVING
    #[arg(long, env = "DRAIN_WAIT", value_name = "TIME", default_value = "0s", value_parser = parse_time)]
    pub drain_wait: Duration,

    /// On shutdown, wait this long for calls to end before they are ended with UNAVAILABLE
    #[arg(long, env = "DRAIN_LIMIT", value_name = "TIME", default_value = "10s", value_parser = parse_time)]
    pub drain_limit: Duration,
}

impl Settings {
    /// The limits of a client stream.
    pub fn stream_limits(&self) -> StreamLimits {
        let or_all = |limit: u64| if limit == 0 { u64::MAX } else { limit };
        StreamLimits {
            messages: or_all(self.max_stream_messages),
            bytes: or_all(self.max_stream_size as u64),
        }
    }

    /// The limits of each message of a request.
    pub fn message_limits(&self) -> MessageLimits {
        MessageLimits { size: self.max_message_size, time: unless_zero(self.max_message_time) }
    }
}

/// The limits of a client stream.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// The maximum number of messages.
    pub messages: u64,
    /// The maximum size of all messages together.
    pub bytes: u64,
}

/// The limits of each message of a request.
#[derive(Clone, Copy, Debug)]
pub struct MessageLimits {
    /// The maximum size.
    pub size: usize,
    /// The maximum time from the first byte to the last.
    pub time: Option<Duration>,
}

/// A token and its owner.
#[derive(Clone)]
pub struct AuthToken {
    /// The name of the owner.
    pub name: String,
    /// The token itself.
    pub token: String,
}

impl std::str::FromStr for AuthToken {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, token)) if !name.is_empty() && !token.is_empty() => {
                Ok(Self { name: name.to_owned(), token: token.to_owned() })
            }
            _ => Err("expected name=token"),
        }
    }
}

/// Settings may be logged; tokens must not be.
impl std::fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}=…", self.name)
    }
}

/// A time of the settings; zero turns off what it is for.
pub fn unless_zero(time: Duration) -> Option<Duration> {
    (!time.is_zero()).then_some(time)
}

/// `250ms`, `10s`, `1h 30m`.
pub fn parse_time(text: &str) -> Result<Duration, humantime::DurationError> {
    humantime::parse_duration(text)
}

/// A window of HTTP/2: 1 byte to 2 GiB.
fn parse_window(text: &str) -> Result<u32, String> {
    match parse_size(text)?.try_into() {
        Ok(window @ 1..=0x7fff_ffff) => Ok(window),
        _ => Err("a window is 1 to 2147483647 bytes".to_owned()),
    }
}

/// A number of bytes; `K`, `M` and `G` are powers of 1024.
pub fn parse_size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: usize = match &text[digits.len()..] {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        unit => return Err(format!("unknown unit `{unit}`: use K, M or G")),
    };
    let number: usize = digits.parse().map_err(|_| "expected a number")?;
    number.checked_mul(unit).ok_or_else(|| "the size is too large".to_owned())
}
