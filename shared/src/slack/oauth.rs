//! Installing the app by OAuth v2 (`contracts/slack.md` 12): whom Slack knows us as, where people consent, and what they
//! give us.

use form_urlencoded::Serializer;

use super::{BotToken, SlackAppId, scopes};
use crate::domain::{UserId, WorkspaceId};
use crate::secret::Secret;

/// How the app is known to Slack, and what its installations are begun with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The client id, which everybody may see.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Secret,
    /// Our own: what a state is signed with.
    pub state_key: Secret,
    /// Where people consent, and where Slack is opened: `https://slack.com`, or the sandbox's.
    pub site: String,
}

impl OAuth {
    /// The site of the Slack whose Web API stands at this address.
    pub fn site_of(slack_api: &str) -> String {
        let address = slack_api.trim_end_matches('/');
        address.strip_suffix("/api").unwrap_or(address).to_owned()
    }

    /// Where somebody consents to the installation. Slack sends them on to `redirect_uri`, with the state.
    pub fn consent_url(&self, redirect_uri: &str, state: &str) -> String {
        self.on_site(
            "oauth/v2/authorize",
            &[
                ("client_id", &self.client_id),
                ("scope", &scopes::BOT.join(",")),
                ("redirect_uri", redirect_uri),
                ("state", state),
            ],
        )
    }

    /// Where a workspace's Slack is opened, at our app (Slack's "Deep linking", `app_redirect`).
    pub fn app_url(&self, app: &SlackAppId, workspace: &WorkspaceId) -> String {
        self.on_site("app_redirect", &[("app", app.as_str()), ("team", workspace.as_str())])
    }

    fn on_site(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new()).extend_pairs(fields).finish();
        format!("{}/{path}?{query}", self.site)
    }
}

/// What a consent came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// The app is installed in one workspace.
    Workspace(Box<Access>),
    /// The app is installed for a whole organisation, whose calls would need another form: we don't take it.
    Organisation,
}

/// What a workspace gave us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Our app.
    pub app: SlackAppId,
    /// Our bot's user in it.
    pub bot_user: UserId,
    /// What our bot speaks with.
    pub token: BotToken,
    /// Who installed it.
    pub installer: UserId,
    /// What the token may do.
    pub scopes: Vec<String>,
}

impl Access {
    /// The scopes that were asked for and not given.
    pub fn missing_scopes(&self) -> Vec<&'static str> {
        scopes::BOT.into_iter().filter(|asked| self.scopes.iter().all(|given| given != asked)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::OAuth;
    use crate::domain::WorkspaceId;
    use crate::secret::Secret;
    use crate::slack::SlackAppId;

    fn oauth(slack_api: &str) -> OAuth {
        OAuth {
            client_id: "1.2".to_owned(),
            client_secret: Secret::new("planted-secret"),
            state_key: Secret::new("planted-key"),
            site: OAuth::site_of(slack_api),
        }
    }

    #[test]
    fn people_consent_where_the_web_api_stands_and_come_back_with_the_state() {
        let url = oauth("https://slack.com/api").consent_url("https://inbox.example.com/slack/oauth/callback", "s.1&2");
        let (address, query) = url.split_once('?').unwrap();
        assert_eq!(address, "https://slack.com/oauth/v2/authorize");
        assert!(query.starts_with("client_id=1.2&scope=app_mentions%3Aread%2Cbookmarks%3Awrite%2C"), "{query}");
        let end = "&redirect_uri=https%3A%2F%2Finbox.example.com%2Fslack%2Foauth%2Fcallback&state=s.1%262";
        assert!(query.ends_with(end), "{query}");
        assert!(!url.contains("planted"), "{url}");
    }

    #[test]
    fn slack_is_opened_at_the_app() {
        let url = oauth("http://127.0.0.1:3000/api/").app_url(&SlackAppId::new("A1"), &WorkspaceId::new("T1"));
        assert_eq!(url, "http://127.0.0.1:3000/app_redirect?app=A1&team=T1");
    }

    #[test]
    fn what_slack_knows_us_by_never_prints() {
        let shown = format!("{:?}", oauth("https://slack.com/api"));
        assert!(!shown.contains("planted"), "{shown}");
    }
}
