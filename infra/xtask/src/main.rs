//! `cargo xtask`: reads the command, nothing else.

use std::io::{Read, Write};

use clap::{Parser, Subcommand};
use xtask::manifest::{self, Urls};

/// What operators run beside a deployment of Slack Inbox.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the Slack app's manifest with a stack's URLs filled in, to be pasted at api.slack.com/apps.
    ///
    /// Without --url it reads what `aws cloudformation describe-stacks --stack-name <stack>` prints, from its input.
    Manifest {
        /// Where the addresses begin, as far as the stage, such as <https://inbox.example.com>: for a domain of your own.
        #[arg(long)]
        url: Option<String>,
    },
}

fn main() -> anyhow::Result<()> {
    let Arguments { command: Command::Manifest { url } } = Arguments::parse();
    let urls = match url {
        Some(base) => Urls::at(&base)?,
        None => Urls::of_stack(&input()?)?,
    };
    let filled = manifest::filled(manifest::TEXT, &urls)?;
    std::io::stdout().lock().write_all(filled.as_bytes())?;
    Ok(())
}

fn input() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}
