//! The flags that buf accepts on every command, so that scripts written for buf keep working.

/// Flags of buf that are accepted and ignored.
#[derive(clap::Args, Debug)]
pub struct BufArgs {
    #[arg(long, hide = true)]
    debug: bool,
    #[arg(short, long, hide = true)]
    verbose: bool,
    #[arg(long, hide = true)]
    no_warn: bool,
    #[arg(long, hide = true, value_name = "FORMAT")]
    log_format: Option<String>,
    #[arg(long, hide = true, value_name = "DURATION")]
    timeout: Option<String>,
}
