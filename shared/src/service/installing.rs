//! Installing: a person opens `/slack/install`, consents in Slack, and comes back with a code. Then the workspace is
//! stored, and who installed it is super admin if nobody is yet.

mod state;

use thiserror::Error;

use super::noting::checklist_job;
use super::outbox::lanes;
use super::ringing::ring;
use super::{Ports, Reception};
use crate::digest;
use crate::domain::{FirstChannel, SetUp, Timestamp, WorkspaceId};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::seal::{SealError, Sealed};
use crate::secret::Secret;
use crate::slack::{Access, BotId, CallFailure, Granted, OAuth, OAuthCode, Refusal, SlackAppId};
use crate::store::{Install, Installation, NewKey, Put, RelayKey, RelayKeyHash, Stands, StoreError, relay_key};
pub use state::LIFE;

/// What the callback's address ends with.
const CALLBACK_PATH: &str = "/slack/oauth/callback";

/// How often it is tried to save settings that others save at the same time.
const TRIES: usize = 5;

/// What an installation begins with.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the person is sent to consent.
    pub consent_url: String,
    /// What their browser keeps meanwhile: whoever comes back has to have it.
    pub browser: Secret,
}

/// What comes back from Slack, and what the browser has kept.
#[derive(Clone, Debug)]
pub struct Callback<'a> {
    /// The address that Slack came back to: the one that the consent was asked for with.
    pub redirect_uri: &'a str,
    /// What the browser has kept.
    pub browser: Option<&'a str>,
    /// The state, as Slack gave it back.
    pub state: Option<&'a str>,
    /// What the consent is exchanged with.
    pub code: Option<OAuthCode>,
    /// Slack's word for why there is none.
    pub error: Option<&'a str>,
}

impl Callback<'_> {
    /// Where our addresses begin, as far as the stage: Slack takes only a callback that the app's settings name.
    fn address(&self) -> &str {
        self.redirect_uri.strip_suffix(CALLBACK_PATH).unwrap_or(self.redirect_uri)
    }
}

/// A workspace that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Our app.
    pub app: SlackAppId,
}

/// Why nothing was installed. `Display` is the text for the log, without anything that the browser said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotInstalled {
    /// The person did not consent: they know.
    #[error("not consented")]
    Denied,
    /// Not begun here, or in another browser: begin in this one.
    #[error("the state is not this browser's")]
    Foreign,
    /// Begun more than ten minutes ago: begin again.
    #[error("the state is too old")]
    Expired,
    /// It was finished, or tried, before: look into Slack, or begin again.
    #[error("the state was used before")]
    Used,
    /// Slack gave no code, one that is no longer good, or a token that is not: begin again.
    #[error("the consent is worth nothing: {cause}")]
    Spent {
        /// What was seen of it.
        cause: String,
    },
    /// For a whole organisation: install in one workspace.
    #[error("installed for a whole organisation")]
    Organisation,
    /// The workspace's rules, or the person's account, do not allow it: their admins decide.
    #[error("not allowed: {cause}")]
    NotAllowed {
        /// Slack's word.
        cause: String,
    },
    /// What we know of the app and what Slack knows does not fit together: our operators' to repair.
    #[error("the app's set-up does not fit: {cause}")]
    SetUp {
        /// What Slack said.
        cause: String,
    },
    /// Slack gave no answer that counts: begin again later.
    #[error("Slack did not answer: {cause}")]
    SlackAway {
        /// What was seen of it.
        cause: String,
    },
    /// We could not keep it: begin again later.
    #[error("not stored: {cause}")]
    NotStored {
        /// What was seen of it.
        cause: String,
    },
}

impl From<CallFailure> for NotInstalled {
    fn from(failure: CallFailure) -> Self {
        let cause = failure.cause();
        match failure {
            // A token that is dead already: somebody installed the app again meanwhile, or removed it.
            CallFailure::ConsentSpent { .. } | CallFailure::CredentialsDead { .. } => Self::Spent { cause },
            CallFailure::Policy { .. } => Self::NotAllowed { cause },
            CallFailure::Limited { .. } | CallFailure::Unknown { .. } | CallFailure::NotSent { .. } => {
                Self::SlackAway { cause }
            }
            _ => Self::SetUp { cause },
        }
    }
}

impl From<StoreError> for NotInstalled {
    fn from(error: StoreError) -> Self {
        Self::NotStored { cause: error.to_string() }
    }
}

impl From<SealError> for NotInstalled {
    fn from(error: SealError) -> Self {
        Self::NotStored { cause: error.to_string() }
    }
}

/// Begins an installation: nothing is stored for it.
pub fn begin(ports: &Ports, oauth: &OAuth, redirect_uri: &str) -> Begun {
    let browser = format!("{:032x}", ports.random.bits());
    let state = state::issue(&oauth.state_key, &browser, ports.random.bits(), ports.clock.now());
    Begun { consent_url: oauth.consent_url(redirect_uri, &state), browser: Secret::new(browser) }
}

/// Finishes an installation. The state is used up before Slack is asked, so that what comes twice is done once; whatever
/// dies after that has stored all or nothing, and the person begins again.
pub async fn finish(
    ports: &Ports,
    reception: &Reception,
    oauth: &OAuth,
    callback: &Callback<'_>,
) -> Result<Installed, NotInstalled> {
    let code = consented(ports, oauth, callback).await?;
    let access = match reception.slack.exchange(oauth, &code, callback.redirect_uri).await? {
        Granted::Workspace(access) => access,
        Granted::Organisation => return Err(NotInstalled::Organisation),
    };
    let missing = access.missing_scopes();
    if !missing.is_empty() {
        tracing::warn!(slack.team_id = %access.workspace, scopes.missing = ?missing, "installed with fewer scopes");
    }
    // The exchange does not tell our bot's id, by which our own posts are known.
    let bot = reception.slack.who_am_i(&access.token).await?.bot;
    let address = callback.address().to_owned();
    let installing = Installing { ports, reception, access: &access, address };
    installing.keep(&installing.installation(&bot)?).await?;
    Ok(Installed { workspace: access.workspace, app: access.app })
}

/// The code of a consent that was begun here, in this browser, and never brought before.
async fn consented(ports: &Ports, oauth: &OAuth, callback: &Callback<'_>) -> Result<OAuthCode, NotInstalled> {
    if callback.error == Some("access_denied") {
        return Err(NotInstalled::Denied);
    }
    let (Some(state), Some(browser)) = (callback.state, callback.browser) else { return Err(NotInstalled::Foreign) };
    let until = state::judge(&oauth.state_key, state, browser, ports.clock.now())?;
    if let Some(error) = callback.error {
        return Err(CallFailure::from(Refusal { error: error.to_owned(), ..Refusal::default() }).into());
    }
    let code = callback.code.clone().ok_or_else(|| NotInstalled::Spent { cause: "no code".to_owned() })?;
    match ports.store.use_state(&digest::hex(state), until).await? {
        Put::Stored => Ok(code),
        Put::Duplicate => Err(NotInstalled::Used),
    }
}

/// What is stored of an installation.
struct Installing<'a> {
    ports: &'a Ports,
    reception: &'a Reception,
    access: &'a Access,
    /// Where our addresses begin.
    address: String,
}

impl Installing<'_> {
    fn installation(&self, bot: &BotId) -> Result<Installation, NotInstalled> {
        let Access { workspace, app, bot_user, token, .. } = self.access;
        Ok(Installation {
            workspace: workspace.clone(),
            app: app.as_str().to_owned(),
            bot: bot.as_str().to_owned(),
            bot_user: bot_user.clone(),
            token: Some(self.seal(&token.to_secret())?),
            installed_at: self.ports.clock.now(),
            address: Some(self.address.clone()),
            uninstalled_at: None,
        })
    }

    fn seal(&self, secret: &Secret) -> Result<Sealed, SealError> {
        self.reception.seal.seal(&self.access.workspace, secret, self.ports.random.bits())
    }

    /// Stores the workspace: the new token in the old one's place, and the settings as somebody has set them. Only where
    /// there is no super admin yet they change, by the installer. A relay key is made where there is none. What the
    /// set-up still lacks is done by jobs, and the installer's checklist says how far it is: all in one transaction.
    async fn keep(&self, installation: &Installation) -> Result<(), NotInstalled> {
        let (workspace, installer) = (&self.access.workspace, &self.access.installer);
        let set_up = SetUp::new(installer.clone());
        let (hash, relay_key) = self.relay_key()?;
        for _ in 0..TRIES {
            let stands = self.ports.store.stands(workspace).await?;
            let settings = stands.settings.clone().unwrap_or_default().with_first_super_admin(installer);
            let jobs = self.jobs(&stands, installation.installed_at);
            let install = Install {
                installation,
                stands: &stands,
                settings: settings.as_ref(),
                set_up: &set_up,
                relay_key: stands.relay_keys.is_none().then_some(NewKey { hash: &hash, key: &relay_key }),
                jobs: &jobs,
                at: installation.installed_at,
            };
            if self.ports.store.install(&install).await? == Put::Stored {
                ring(self.ports, &lanes(&jobs)).await;
                return Ok(());
            }
        }
        Err(NotInstalled::NotStored { cause: "the settings were saved by others each time".to_owned() })
    }

    fn relay_key(&self) -> Result<(RelayKeyHash, RelayKey), SealError> {
        let key = relay_key(self.ports.random.bits());
        let (workspace, made_at) = (self.access.workspace.clone(), self.ports.clock.now());
        let shown = RelayKey { workspace, sealed: self.seal(&key)?, made_at, used_at: None };
        Ok((RelayKeyHash::of(key.expose()), shown))
    }

    /// The channels that are still to be made, and the checklist. Where there are ticketing channels, whoever set them
    /// up knows which they want, unless it was we who could not make one, or let the installer in.
    fn jobs(&self, stands: &Stands, at: Timestamp) -> Vec<Job> {
        let installer = &self.access.installer;
        let lane = LaneKey {
            workspace: self.access.workspace.clone(),
            owner: Owner::Direct(installer.clone()),
            lane: Lane::SetUp,
        };
        let make = |(number, channel): (i64, FirstChannel)| Job {
            id: format!("make#{}#{}", channel.name(), at.millis()),
            lane: lane.clone(),
            order: at.millis().saturating_add(number),
            first_received: at,
            kind: JobKind::MakeChannel { channel, attempt: 1 },
        };
        let has_channels = stands.settings.as_ref().is_some_and(|settings| !settings.ticketing_channels.is_empty());
        let in_trouble = stands.set_up.as_ref().is_some_and(|set_up| set_up.trouble.is_some());
        let is_wanted = !has_channels || in_trouble;
        let wanted = FirstChannel::ALL.into_iter().filter(|_| is_wanted);
        let channels = (0..).zip(wanted).map(make);
        let shows = checklist_job(&lane.workspace, installer, &format!("installed#{}", at.millis()), at);
        let again = stands.settings.as_ref().is_some_and(|settings| !settings.super_admins.is_empty());
        let back = again.then(|| bring_back(&lane.workspace, at));
        channels.chain([shows]).chain(back).collect()
    }
}

/// What waits for a workspace to be installed again.
fn bring_back(workspace: &WorkspaceId, at: Timestamp) -> Job {
    Job {
        id: format!("installed-{}", at.millis()),
        lane: LaneKey { workspace: workspace.clone(), owner: Owner::Workspace, lane: Lane::Installation },
        order: at.millis(),
        first_received: at,
        kind: JobKind::BringBack { installed_at: at },
    }
}
