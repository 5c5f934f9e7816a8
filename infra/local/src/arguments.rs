//! What `cargo run` takes.

use std::path::PathBuf;

use clap::Parser;

/// Runs all of Slack Inbox on this machine, with a sandbox in place of Slack and the chatbot platform.
///
/// Bound to loopback: nothing outside this machine can reach it.
#[derive(Clone, Debug, PartialEq, Eq, Parser)]
#[command(name = "Slack Inbox", bin_name = "cargo run --", version, about)]
pub struct Arguments {
    /// The port of the page, the relay URL and the sandbox.
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// Where everything is kept between runs.
    #[arg(long, value_name = "DIR", default_value = "target/local", conflicts_with = "memory")]
    pub data: PathBuf,
    /// Keeps nothing: the next run begins anew.
    #[arg(long)]
    pub memory: bool,
    /// Reads the page's files from a folder, for whoever changes them.
    #[arg(long, value_name = "DIR", hide = true)]
    pub page: Option<PathBuf>,
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
        assert_eq!(none, Arguments { port: 3000, data: PathBuf::from("target/local"), memory: false, page: None });
        assert!(Arguments::try_parse_from(["local", "--memory", "--data", "x"]).is_err());
    }
}
