//! Who is in a channel: `conversations.invite`, `.join`, `.kick` (`contracts/slack.md` 9).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::domain::UserId;

use super::change::SlackChange;
use super::methods::{Call, Done, MANAGE};
use super::refusal::{Detail, Refusal};
use super::seed::SLACKBOT;
use super::show;
use super::state::{Channel, ChannelKind, Workspace};

/// People whom one call invites.
const MOST_INVITED: usize = 100;

/// `conversations.invite`: everybody or, if one can't be, nobody; with `force` all who can.
pub(super) fn invite(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.named_channel()?;
    call.may(channel.kind, &[("channels:write.invites", "groups:write.invites"), MANAGE])?;
    if channel.is_archived {
        return Err(Refusal::new("is_archived"));
    }
    if !call.is_in(channel) {
        return Err(Refusal::new("not_in_channel"));
    }
    let (mut joining, mut refused) = (Vec::new(), Vec::new());
    for user in invited(call)? {
        match fate(call.workspace, channel, &user) {
            Fate::Joins => joining.push(user),
            Fate::Skipped => {}
            Fate::Refused(error) => refused.push((user, error)),
        }
    }
    let joined = |user: &UserId| SlackChange::MemberJoined {
        channel: channel.id.clone(),
        user: user.clone(),
        inviter: Some(call.workspace.app.bot_user.clone()),
    };
    let changes = joining.iter().map(joined).collect();
    let Some((_, first)) = refused.first() else {
        let mut after = channel.clone();
        after.members.extend(joining);
        return Ok(Done::changing(json!({"channel": show::channel(call.workspace, &after)}), changes));
    };
    let refusal = Refusal::with(first, Detail::People(refused.clone()));
    if joining.is_empty() || !call.arguments.flag("force") {
        return Err(refusal);
    }
    Ok(Done::changing(Value::Object(refusal.body()), changes))
}

/// The people named, each once, in their order.
fn invited(call: &Call<'_>) -> Result<Vec<UserId>, Refusal> {
    let listed = call.arguments.text("users").unwrap_or_default().split(',').map(str::trim);
    let mut seen = BTreeSet::new();
    let users: Vec<UserId> = listed.filter(|id| !id.is_empty() && seen.insert(*id)).map(UserId::new).collect();
    match users.len() {
        0 => Err(Refusal::new("no_user")),
        1..=MOST_INVITED => Ok(users),
        _ => Err(Refusal::arguments(format!("users must have no more than {MOST_INVITED} items"))),
    }
}

/// What becomes of one who is invited.
enum Fate {
    Joins,
    /// Deactivated people are passed over without a word.
    Skipped,
    Refused(&'static str),
}

fn fate(workspace: &Workspace, channel: &Channel, id: &UserId) -> Fate {
    let Some(user) = workspace.users.get(id) else {
        return Fate::Refused("user_not_found");
    };
    if *id == workspace.app.bot_user {
        Fate::Refused("cant_invite_self")
    } else if channel.members.contains(id) {
        Fate::Refused("already_in_channel")
    } else if user.deleted {
        Fate::Skipped
    } else if user.is_stranger || id.as_str() == SLACKBOT {
        // People of other organisations come by `conversations.inviteShared`, which is not played.
        Fate::Refused("cant_invite")
    } else if user.is_ultra_restricted && workspace.has_a_channel(&user.id) {
        Fate::Refused("ura_max_channels")
    } else {
        Fate::Joins
    }
}

/// `conversations.join`: public channels only.
pub(super) fn join(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    if channel.kind != ChannelKind::Public {
        return Err(Refusal::new("method_not_supported_for_channel_type"));
    }
    if channel.is_archived {
        return Err(Refusal::new("is_archived"));
    }
    if call.is_in(channel) {
        let warnings = json!({"warnings": ["already_in_channel"]});
        let shown = show::channel(call.workspace, channel);
        return Ok(Done::answer(
            json!({"channel": shown, "warning": "already_in_channel", "response_metadata": warnings}),
        ));
    }
    let bot = call.workspace.app.bot_user.clone();
    let mut after = channel.clone();
    after.members.insert(bot.clone());
    let joined = SlackChange::MemberJoined { channel: channel.id.clone(), user: bot, inviter: None };
    Ok(Done::changing(json!({"channel": show::channel(call.workspace, &after)}), vec![joined]))
}

/// `conversations.kick`.
pub(super) fn kick(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.named_channel()?;
    call.manages(channel.kind)?;
    let user = call.arguments.user();
    let error = if user == call.workspace.app.bot_user {
        "cant_kick_self"
    } else if channel.is_general {
        "cant_kick_from_general"
    } else if channel.is_archived {
        "restricted_action"
    } else if !call.workspace.users.contains_key(&user) {
        "user_not_found"
    } else if !call.is_in(channel) || !channel.members.contains(&user) {
        "not_in_channel"
    } else {
        let left = SlackChange::MemberLeft { channel: channel.id.clone(), user };
        return Ok(Done::changing(json!({}), vec![left]));
    };
    Err(Refusal::new(error))
}
