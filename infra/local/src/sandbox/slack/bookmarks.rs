//! `bookmarks.add`: links at a channel's top.

use serde_json::json;
use shared::domain::ChannelId;

use super::change::SlackChange;
use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::topic::Bookmark;

/// Links at one channel's top.
const MOST: usize = 100;

/// `bookmarks.add`: links only.
pub(super) fn add(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.visible(&ChannelId::new(call.arguments.text("channel_id").unwrap_or_default()))?;
    if !call.is_in(channel) || channel.is_archived {
        return Err(Refusal::new("permission_denied"));
    }
    if call.arguments.text("type") != Some("link") {
        return Err(Refusal::new("invalid_bookmark_type"));
    }
    let link =
        call.arguments.text("link").filter(|link| is_address(link)).ok_or_else(|| Refusal::new("invalid_link"))?;
    let emoji = call.arguments.text("emoji");
    if emoji.is_some_and(|emoji| !is_emoji(emoji)) {
        return Err(Refusal::new("invalid_emoji"));
    }
    if channel.bookmarks.len() >= MOST {
        return Err(Refusal::new("too_many_bookmarks"));
    }
    let bookmark = Bookmark {
        id: format!("Bk{}{}", channel.id, channel.bookmarks.len() + 1),
        title: call.arguments.text("title").unwrap_or_default().to_owned(),
        link: link.to_owned(),
        emoji: emoji.map(str::to_owned),
        creator: call.workspace.app.bot_user.clone(),
        created: call.now,
    };
    let shown = bookmark.shown(&channel.id, &call.workspace.id);
    let added = SlackChange::BookmarkAdded { channel: channel.id.clone(), bookmark };
    Ok(Done::changing(json!({ "bookmark": shown }), vec![added]))
}

fn is_address(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !link.contains(char::is_whitespace)
}

fn is_emoji(text: &str) -> bool {
    let inner = text.strip_prefix(':').and_then(|text| text.strip_suffix(':'));
    inner.is_some_and(|name| !name.is_empty() && !name.contains([':', ' ']))
}
