//! The workspace that a newcomer finds: the two default ticketing channels (product.md 8), a team, and one of each kind
//! of person whom the rules treat apart.

use std::collections::{BTreeMap, BTreeSet};

use shared::clock::Random;
use shared::domain::{ChannelId, Timestamp, UserId, WorkspaceId};
use shared::secret::Secret;
use shared::slack::scopes;

use super::state::{App, Channel, ChannelKind, Token, TokenStatus, User, Workspace};
use super::views::Surfaces;

/// The workspace's id.
const WORKSPACE: &str = "T07SANDBOX";
/// The other organisation's id.
const OTHER_WORKSPACE: &str = "T05NORTHWIND";
/// The app's bot user.
const BOT: &str = "U08DESKBOT1";
/// Agents: May is the workspace's owner.
pub(in crate::sandbox) const AGENTS: [&str; 3] = ["U07MAY00001", "U07BEN00001", "U07CHLOE001"];
/// A multi-channel guest.
pub(in crate::sandbox) const GUEST: &str = "U07GUEST001";
/// A single-channel guest, who may not pick.
pub(in crate::sandbox) const SINGLE_CHANNEL_GUEST: &str = "U07SINGLE01";
/// Someone of another organisation, by Slack Connect.
pub(in crate::sandbox) const FOREIGNER: &str = "U05FOREIGN1";
/// Someone who left.
pub(in crate::sandbox) const LEAVER: &str = "U07LEFT0001";
/// Slack itself.
pub(in crate::sandbox) const SLACKBOT: &str = "USLACKBOT";

/// A fresh workspace with a fresh token and signing secret.
pub(in crate::sandbox) fn workspace(now: Timestamp, random: &dyn Random) -> Workspace {
    let token = Token {
        secret: Secret::new(format!("xoxb-{}-{:032x}", now.millis(), random.bits())),
        scopes: scopes::BOT.map(str::to_owned).into(),
        status: TokenStatus::Active,
    };
    Workspace {
        id: WorkspaceId::new(WORKSPACE),
        name: "Sandbox Support".into(),
        domain: "sandbox-support".into(),
        app: App {
            id: "A08DESK0001".into(),
            bot_id: "B08DESKBOT1".into(),
            bot_user: UserId::new(BOT),
            signing_secret: Secret::new(format!("{:032x}", random.bits())),
        },
        token,
        users: users(now),
        channels: channels(now),
        deleted_channels: BTreeSet::new(),
        views: Surfaces::default(),
        triggers: BTreeMap::new(),
        response_urls: BTreeMap::new(),
        consents: BTreeMap::new(),
    }
}

fn users(now: Timestamp) -> BTreeMap<UserId, User> {
    let [may, ben, chloe] = AGENTS.map(|id| person(id, now));
    let users = [
        named(User { is_admin: true, is_owner: true, ..may }, "may", "May Chan"),
        named(ben, "ben", "Ben Okafor"),
        named(chloe, "chloe", "Chloe Martin"),
        named(User { is_restricted: true, ..person(GUEST, now) }, "gus", "Gus Guest"),
        named(
            User { is_restricted: true, is_ultra_restricted: true, ..person(SINGLE_CHANNEL_GUEST, now) },
            "sina",
            "Sina Single",
        ),
        named(
            User { is_stranger: true, team_id: WorkspaceId::new(OTHER_WORKSPACE), ..person(FOREIGNER, now) },
            "finn",
            "Finn of Northwind",
        ),
        named(User { deleted: true, ..person(LEAVER, now) }, "lea", "Lea Left"),
        named(User { is_bot: true, ..person(BOT, now) }, "slack-inbox", "Slack Inbox"),
        named(person(SLACKBOT, now), "slackbot", "Slackbot"),
    ];
    users.into_iter().map(|user| (user.id.clone(), user)).collect()
}

/// The other organisation, of which people are in shared channels.
pub(super) fn other_workspace() -> WorkspaceId {
    WorkspaceId::new(OTHER_WORKSPACE)
}

/// Someone of whom nothing is known yet.
pub(super) fn person(id: &str, now: Timestamp) -> User {
    User {
        id: UserId::new(id),
        team_id: WorkspaceId::new(WORKSPACE),
        name: String::new(),
        real_name: String::new(),
        display_name: String::new(),
        locale: "en-GB".into(),
        tz: "Europe/London".into(),
        deleted: false,
        is_bot: false,
        is_admin: false,
        is_owner: false,
        is_restricted: false,
        is_ultra_restricted: false,
        is_stranger: false,
        updated: now,
    }
}

/// People are shown by their first name, the app by its whole one.
fn named(user: User, name: &str, real_name: &str) -> User {
    let first = real_name.split(' ').next().unwrap_or(real_name);
    let display_name = if user.is_bot { real_name } else { first };
    User { name: name.into(), display_name: display_name.into(), real_name: real_name.into(), ..user }
}

fn channels(now: Timestamp) -> BTreeMap<ChannelId, Channel> {
    let team = || AGENTS.into_iter().chain([BOT]);
    let general = Channel {
        is_general: true,
        ..channel("C07GENERAL1", "general", ChannelKind::Public, now, AGENTS.into_iter().chain([GUEST]))
    };
    let shared_channel = Channel {
        is_ext_shared: true,
        ..channel("C07SHARED01", "shared-northwind", ChannelKind::Public, now, team().chain([FOREIGNER]))
    };
    let default = team().chain([SINGLE_CHANNEL_GUEST]);
    let channels = [
        general,
        channel("C08DEFAULT1", "support-default", ChannelKind::Private, now, default),
        channel("C08SUPPORT1", "support-team", ChannelKind::Private, now, team().chain([GUEST])),
        shared_channel,
        channel("C07LEADS001", "leads-only", ChannelKind::Private, now, AGENTS.into_iter().take(1)),
    ];
    channels.into_iter().map(|channel| (channel.id.clone(), channel)).collect()
}

fn channel<'a>(
    id: &str,
    name: &str,
    kind: ChannelKind,
    now: Timestamp,
    members: impl Iterator<Item = &'a str>,
) -> Channel {
    let creator = UserId::new(AGENTS.first().copied().unwrap_or(BOT));
    let members = members.map(UserId::new).collect::<BTreeSet<_>>();
    Channel { members, ..Channel::opened(ChannelId::new(id), name, kind, creator, now) }
}
