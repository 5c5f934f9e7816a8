//! Who stands on the other side: the sandbox, real Slack with the sandbox's platform, or the real two.

use std::sync::Arc;

use shared::clock::Random;
use shared::domain::{FirstChannel, WorkspaceId};
use shared::seal::Seal;
use shared::secret::Secret;
use shared::service::{Ports, Reception};
use shared::slack::OAuth;
use shared::slack::signature::SigningSecrets;
use tokio::task::JoinHandle;

use crate::bootstrap;
use crate::delivering::webhook_path;
use crate::flow::Flow;
use crate::identity::Identity;
use crate::real::{About, RealSlack};
use crate::running::StartError;
use crate::sandbox::Sandbox;
use crate::sandbox::about::SLACK_API_PATH;
use crate::sandbox::deliveries::Target;
use crate::socket::{Connection, Functions, Opener, SocketError, SocketMode};

/// The other side, with its workspace set up.
pub(crate) struct OtherSide {
    pub(crate) workspace: WorkspaceId,
    /// Slack's Web API.
    pub(crate) slack_api: String,
    /// What Slack's requests over HTTP are verified with.
    pub(crate) secrets: SigningSecrets,
    /// What the sandbox's workspace installs the app with; a real one is installed where its tokens come from.
    pub(crate) oauth: Option<OAuth>,
    /// Which of the sandbox's deliveries are posted.
    pub(crate) delivers: &'static [Target],
    /// What a greeting says of real Slack.
    pub(crate) about: Option<About>,
    socket: Option<(Opener, Connection)>,
}

impl OtherSide {
    /// Sets up the workspace of real Slack, or of the sandbox, unless that is still to be installed. `page` is the local
    /// server's address.
    pub(crate) async fn set_up(
        (real, installs): (Option<RealSlack>, bool),
        ports: &Ports,
        sandbox: &Sandbox,
        identity: &Identity,
        seal: &Seal,
        page: &str,
    ) -> Result<Self, StartError> {
        let Some(real) = real else {
            if installs {
                bootstrap::set_up(ports, sandbox, identity, seal, page).await?;
            } else {
                bootstrap::connect(ports, sandbox, seal, page).await?;
            }
            return Ok(Self::of_sandbox(sandbox, page, ports.random.as_ref()));
        };
        let sandboxs = || bootstrap::sandboxs_platform(sandbox.credentials(), page);
        let platform = real.config.platform.clone().unwrap_or_else(sandboxs);
        let webhook = format!("{page}{}", webhook_path(&platform.channel));
        bootstrap::put(ports, &real.workspace(ports, platform, page).await?, identity, seal).await?;
        Ok(Self::of_real(real, webhook, ports.random.as_ref()))
    }

    fn of_sandbox(sandbox: &Sandbox, page: &str, random: &dyn Random) -> Self {
        let credentials = sandbox.credentials();
        Self {
            workspace: credentials.workspace_id,
            slack_api: format!("{page}{SLACK_API_PATH}"),
            oauth: Some(sandbox.oauth(page, random)),
            secrets: SigningSecrets { current: credentials.signing_secret, previous: None },
            delivers: &[Target::SlackEvents, Target::Chatbot],
            about: None,
            socket: None,
        }
    }

    fn of_real(real: RealSlack, webhook: String, random: &dyn Random) -> Self {
        let real_platform = real.config.platform.is_some();
        Self {
            workspace: real.identity.workspace,
            slack_api: real.config.slack_api,
            // Nobody knows it: over HTTP nothing is Slack's.
            secrets: SigningSecrets { current: Secret::new(format!("{:032x}", random.bits())), previous: None },
            oauth: None,
            delivers: if real_platform { &[] } else { &[Target::Chatbot] },
            about: Some(About { webhook: real_platform.then_some(webhook), ..real.about }),
            socket: Some((real.opener, real.first)),
        }
    }

    /// A label that leads to a ticketing channel.
    pub(crate) fn label(&self) -> &'static str {
        if self.about.is_some() { FirstChannel::Default.label() } else { FirstChannel::Team.label() }
    }

    /// Begins to take what real Slack sends; none with the sandbox, which posts.
    pub(crate) fn listen(
        &mut self,
        ports: &Ports,
        reception: &Reception,
        flow: &Flow,
    ) -> Option<JoinHandle<SocketError>> {
        let (opener, first) = self.socket.take()?;
        let functions = Functions { ports: ports.clone(), reception: reception.clone(), flow: flow.clone() };
        let (clock, random) = (Arc::clone(&ports.clock), Arc::clone(&ports.random));
        let socket = SocketMode { opener, functions: Arc::new(functions), clock, random };
        Some(tokio::spawn(socket.run(first)))
    }
}
