//! What `cargo run` takes.

use std::path::PathBuf;

use clap::Parser;

/// Runs all of Slack Inbox on this machine, with a sandbox in place of Slack and the chatbot platform, or
/// with real Slack where its tokens are set (the README says how).
///
/// Bound to loopback: nothing outside this machine can reach it.
#[derive(Clone, Debug, PartialEq, Eq, Parser)]
#[command(name = "Slack Inbox", bin_name = "cargo run --", version, about)]
pub struct Arguments {
    /// The port of the page, the relay URL and the sandbox.
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// Where everything is kept between runs [default: target/local, with real Slack target/local-slack].
    #[arg(long, value_name = "DIR", conflicts_with = "memory")]
    pub data: Option<PathBuf>,
    /// Keeps nothing: the next run begins anew.
    #[arg(long)]
    pub memory: bool,
    /// Begins with a workspace that has yet to install the app, as a team's own has.
    #[arg(long)]
    pub uninstalled: bool,
    /// Reads the page's files from a folder, for whoever changes them.
    #[arg(long, value_name = "DIR", hide = true)]
    pub page: Option<PathBuf>,
}

impl Arguments {
    /// Where everything is kept; none: nowhere. Real Slack's has a folder of its own.
    pub fn folder(&self, real_slack: bool) -> Option<PathBuf> {
        let usual = if real_slack { "target/local-slack" } else { "target/local" };
        (!self.memory).then(|| self.data.clone().unwrap_or_else(|| PathBuf::from(usual)))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::{CommandFactory, Parser};
    use std::path::PathBuf;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn without_arguments_it_is_port_3000_and_a_folder_under_target() {
        let none = Arguments::parse_from(["local"]);
        assert_eq!(none, Arguments { port: 3000, data: None, memory: false, uninstalled: false, page: None });
        assert_eq!(none.folder(false), Some(PathBuf::from("target/local")));
        assert_eq!(none.folder(true), Some(PathBuf::from("target/local-slack")));
        assert_eq!(Arguments::parse_from(["local", "--data", "x"]).folder(true), Some(PathBuf::from("x")));
        assert_eq!(Arguments::parse_from(["local", "--memory"]).folder(true), None);
        assert!(Arguments::try_parse_from(["local", "--memory", "--data", "x"]).is_err());
    }
}
