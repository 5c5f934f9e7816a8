//! The process: started on a free port, read, signalled, killed.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long anything may take that is not told to wait: a slow machine's minute, which a fault alone reaches.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// How long it may take to stop: two seconds for calls under way, and some for a slow machine.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// What would turn it from the sandbox to the real world.
const REAL: [&str; 9] = [
    "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_TICKETING_CHANNEL",
    "SLACK_API_BASE",
    "STELLA_CHANNEL_ID",
    "STELLA_APP_ID",
    "STELLA_OPEN_API_TOKEN",
    "STELLA_BOT_API_TOKEN",
    "STELLA_CHANNEL_SECRET",
];

/// The greeting's last line.
const GREETED: &str = "Ctrl-C stops it.";

/// The local system, running.
pub(crate) struct Machine {
    child: Child,
    /// The page's address, without a slash at its end.
    pub(crate) page: String,
    /// The relay URL. Empty: the app is not installed yet.
    pub(crate) relay_url: String,
    /// All that it printed until it was ready.
    pub(crate) greeting: String,
    pub(crate) client: reqwest::Client,
    errors: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
}

/// What became of a process that ended by itself.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) errors: String,
}

impl Machine {
    /// One that keeps nothing.
    pub(crate) async fn in_memory() -> Self {
        Self::start(&["--memory", "--port", "0"]).await
    }

    /// One that keeps everything in a folder.
    pub(crate) async fn in_folder(folder: &Path) -> Self {
        Self::start(&["--port", "0", "--data", folder.to_str().expect("a folder with a plain name")]).await
    }

    /// One with these arguments, once its addresses answer.
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).spawn().expect("the binary starts");
        let errors = Arc::new(Mutex::new(String::new()));
        let reading = tokio::spawn(keep(child.stderr.take().expect("stderr is piped"), Arc::clone(&errors)));
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let mut greeting = String::new();
        let greeted = async {
            while let Some(line) = lines.next_line().await.expect("it prints text") {
                greeting.push_str(&line);
                greeting.push('\n');
                if line == GREETED {
                    return true;
                }
            }
            false
        };
        let greeted = timeout(PATIENCE, greeted).await.expect("it starts in time");
        assert!(greeted, "it ended before it was ready: {greeting}{}", errors.lock().unwrap());
        let client = client();
        let page = told(&greeting, "Page").expect("the greeting names the page");
        let relay_url = told(&greeting, "Relay URL").unwrap_or_default();
        Self { child, page, relay_url, greeting, client, errors, reading }
    }

    /// What it has said on stderr so far.
    pub(crate) fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// SIGKILL, as a machine that loses its power.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("it dies");
        self.reading.abort();
    }

    /// Sends a signal by its name (`INT`, `TERM`) and waits for the end.
    pub(crate) async fn end_by(mut self, signal: &str) -> ExitStatus {
        let kill = format!("kill -{signal} {}", self.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().await.expect("a shell").success());
        timeout(STOPS_WITHIN, self.child.wait()).await.expect("it stops in time").expect("it is ours")
    }
}

/// Runs the binary to its end.
pub(crate) async fn run(arguments: &[&str]) -> Ended {
    run_with(arguments, &[]).await
}

/// The same, with these variables.
pub(crate) async fn run_with(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(arguments);
    command.envs(variables.iter().copied());
    let output = timeout(PATIENCE, command.output()).await.expect("it ends in time");
    let output = output.expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Ended { status: output.status, out: text(output.stdout), errors: text(output.stderr) }
}

/// A folder of its own, which does not exist yet.
pub(crate) fn fresh_folder() -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("machine-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// A client that speaks plain HTTP to loopback.
pub(crate) fn client() -> reqwest::Client {
    // Whoever was first has installed the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(arguments).env_remove("RUST_LOG").kill_on_drop(true);
    for variable in REAL {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

async fn keep(mut stderr: ChildStderr, kept: Arc<Mutex<String>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stderr.read(&mut buffer).await {
        kept.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}

/// What the greeting says after a name.
fn told(greeting: &str, name: &str) -> Option<String> {
    greeting.lines().find_map(|line| line.trim().strip_prefix(name)).map(|told| told.trim().to_owned())
}
