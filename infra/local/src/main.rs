//! `cargo run`: the whole of Slack Inbox on this machine.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use local::arguments::Arguments;
use local::page::Page;
use local::pre_actions;
use local::real::About;
use local::running::{Options, System};
use local::socket::SocketError;
use shared::chatbot::pre_action::BotCore;
use shared::config::environment;
use shared::config::socket_mode::SocketConfig;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// What is logged unless `RUST_LOG` says otherwise. The embedded DynamoDB warns of every condition that fails, which is
/// how the losers of a race learn that they lost: nothing to warn a newcomer of.
const LOGGED: &str = "warn,dynoxide=error";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(arguments).await {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(lost)) => {
            let _ = writeln!(std::io::stderr(), "Slack Inbox stopped: {lost}.");
            ExitCode::FAILURE
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "Slack Inbox can't start: {error}.");
            ExitCode::FAILURE
        }
    }
}

/// Runs until it is told to stop, or real Slack is lost for good: then it says why.
async fn run(arguments: Arguments) -> anyhow::Result<Option<SocketError>> {
    // Before anything is opened, so that no signal kills what is half open.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let slack = SocketConfig::read(&environment)?;
    let data = arguments.folder(slack.is_some());
    let page = Page { folder: arguments.page };
    let (port, uninstalled) = (arguments.port, arguments.uninstalled);
    let options = Options { port, data: data.clone(), page, slack, uninstalled };
    // Real Slack may take its time to answer.
    let mut system = tokio::select! {
        started = System::start(&options) => started?,
        _ = interrupt.recv() => return Ok(None),
        _ = terminate.recv() => return Ok(None),
    };
    greet(&system, data.as_deref())?;
    let lost = tokio::select! {
        _ = interrupt.recv() => None,
        _ = terminate.recv() => None,
        lost = system.lost_slack() => Some(lost),
    };
    system.stop().await;
    Ok(lost)
}

/// Says where everything is and what to do next.
fn greet(system: &System, data: Option<&std::path::Path>) -> std::io::Result<()> {
    let kept = data.map_or_else(|| "nowhere (--memory)".to_owned(), |folder| folder.display().to_string());
    let page = &system.page;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Slack Inbox runs on this machine, for this machine only.\n")?;
    if let Some(real) = &system.real {
        write!(out, "{real}")?;
    }
    writeln!(out, "  Page       {page}")?;
    if let Some(relay) = &system.relay_url {
        writeln!(out, "  Relay URL  {relay}")?;
        for core in BotCore::ALL {
            writeln!(out, "  Pre-action {page}{} ({core})", pre_actions::path(core))?;
        }
    }
    writeln!(out, "  Data       {kept}\n")?;
    match &system.relay_url {
        Some(relay) => next(&mut out, system, relay)?,
        None => writeln!(out, "Next: install the app at {page}/slack/install\n")?,
    }
    writeln!(out, "Ctrl-C stops it.")?;
    out.flush()
}

/// The customers of the real platform have a bot that asks for them.
fn next(out: &mut impl Write, system: &System, relay: &str) -> std::io::Result<()> {
    let place = match &system.real {
        None => "the page".to_owned(),
        Some(About { webhook: None, channel, .. }) => format!("#{channel} in Slack"),
        Some(_) => return writeln!(out, "Next: let the bot's pre-action post to the relay URL.\n"),
    };
    writeln!(out, "Next: open {place}. A bot's request, from a second terminal:\n")?;
    writeln!(out, "  curl {relay} -H 'content-type: application/json' \\")?;
    writeln!(out, "    -d '{}'\n", system.sample_request())
}
