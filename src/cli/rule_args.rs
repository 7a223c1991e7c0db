//! Arguments about configurations and rules.

use super::inputs::TrustArgs;
use crate::gate::Request;

/// Which configuration and rules to use.
#[derive(clap::Args, Debug)]
pub struct RuleArgs {
    /// Use this configuration instead of the one found, or set a key; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Run only these rules, by id or category; compile errors are always reported
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Do not run these rules, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
}

impl RuleArgs {
    /// A request with these rules, for all files.
    pub fn request(&self) -> Request {
        Request {
            config: self.config.clone(),
            trust_config: self.trust.trusts(),
            only: self.only.clone(),
            skip: self.skip.clone(),
            ..Request::default()
        }
    }
}
