//! The flags that buf has on every command, so that a script that calls buf can call this instead.

/// Flags of buf that change nothing here: there is no log, and no run waits for another machine.
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
