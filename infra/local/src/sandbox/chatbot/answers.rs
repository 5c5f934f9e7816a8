//! What the queries answer, whole: the selection is made afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use shared::domain::{MemberId, Timestamp};

use super::check::Arguments;
use super::state::{Chat, Member, Platform};

/// Rows a page when the caller names no number.
const PAGE: usize = 20;

/// `member`: null when there is none (`contracts/stella.md` 3.1).
pub(super) fn member(platform: &Platform, arguments: &Arguments) -> Result<Value, String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let found = match (text("memberId"), text("externalId"), text("channelId")) {
        (Some(id), _, _) => platform.members.get(&MemberId::new(id)),
        (None, Some(external), Some(_)) => platform.members.values().find(|member| member.external_id == external),
        (None, Some(_), None) => return Err("externalId needs channelId.".into()),
        (None, None, _) => return Err("member needs memberId, or externalId and channelId.".into()),
    };
    let in_channel = |member: &&Member| text("channelId").is_none_or(|channel| channel == member.channel.as_str());
    Ok(found.filter(in_channel).map_or(Value::Null, |member| shown(platform, member)))
}

fn shown(platform: &Platform, member: &Member) -> Value {
    json!({
        "_id": member.id,
        "appId": platform.app.id,
        "externalId": member.external_id,
        "channelId": member.channel,
        "platform": platform.channel.platform,
        "name": member.name,
        "firstName": member.first_name,
        "lastName": member.last_name,
        "gender": member.gender,
        "email": member.email,
        "locale": member.locale,
        "customLocale": member.custom_locale,
        "tags": member.tags,
        "meta": {},
        "createdAt": member.created_at,
        "updatedAt": member.updated_at,
        "botMeta": {
            "subscribe": true,
            "liveChat": member.live_chat,
            "treeId": null,
            "nodeCompositeId": null,
            "tree": null,
            "node": null,
        },
    })
}

/// `conversationHistory`: a connection, oldest first. The platform documents no order; callers sort by time
/// (`contracts/stella.md` 3.3).
pub(super) fn history(platform: &Platform, arguments: &Arguments) -> Result<Value, String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let id = text("memberId").ok_or("conversationHistory needs memberId.")?;
    let member = platform.members.get(&MemberId::new(id));
    let member = member.filter(|member| text("channelId").is_none_or(|channel| channel == member.channel.as_str()));
    let chats: Vec<&Chat> = member.map_or_else(Vec::new, |member| asked_for(member, arguments));
    let (begin, end) = page(&chats, arguments)?;
    let rows = chats.get(begin..end).unwrap_or_default();
    Ok(json!({
        "edges": rows.iter().map(|chat| json!({"cursor": cursor(chat), "node": row(platform, id, chat)})).collect::<Vec<_>>(),
        "pageInfo": {
            "hasPreviousPage": begin > 0,
            "hasNextPage": end < chats.len(),
            "startCursor": rows.first().map(|chat| cursor(chat)),
            "endCursor": rows.last().map(|chat| cursor(chat)),
            "totalCount": chats.len(),
        },
    }))
}

fn asked_for<'a>(member: &'a Member, arguments: &Arguments) -> Vec<&'a Chat> {
    let time = |name: &str| arguments.get(name).and_then(Value::as_i64).map(Timestamp::from_millis);
    let (from, to) = (time("from"), time("to"));
    let within = |chat: &&Chat| from.is_none_or(|from| chat.at >= from) && to.is_none_or(|to| chat.at <= to);
    member.chats.iter().filter(within).collect()
}

/// Which rows: `first` after a cursor, or `last` before one.
fn page(chats: &[&Chat], arguments: &Arguments) -> Result<(usize, usize), String> {
    let count = |name: &str| arguments.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    let place = |name: &str| match arguments.get(name).and_then(Value::as_str) {
        None => Ok(None),
        Some(text) => {
            let found = chats.iter().position(|chat| cursor(chat) == text);
            found.map(Some).ok_or_else(|| format!("{name}: no such cursor."))
        }
    };
    let begin = place("after")?.map_or(0, |after| after + 1);
    let end = place("before")?.unwrap_or(chats.len()).max(begin);
    match (count("first"), count("last")) {
        (Some(_), Some(_)) => Err("Give either first or last.".into()),
        (None, Some(last)) => Ok((end.saturating_sub(last).max(begin), end)),
        (first, None) => Ok((begin, end.min(begin + first.unwrap_or(PAGE)))),
    }
}

fn cursor(chat: &Chat) -> String {
    STANDARD.encode(format!("chat:{}", chat.id))
}

fn row(platform: &Platform, member: &str, chat: &Chat) -> Value {
    json!({
        "_id": chat.id,
        "createdAt": chat.at,
        "from": chat.sender,
        "memberId": member,
        "channelId": platform.channel.id,
        "platform": platform.channel.platform,
        "messageEvent": chat.message_event,
        "meta": {},
        "sentAt": chat.at,
        "deliveredAt": chat.delivered_at,
        "readAt": chat.read_at,
        "failedAt": null,
        "deletedAt": null,
        "errors": null,
    })
}
