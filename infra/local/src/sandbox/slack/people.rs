//! `auth.test` and `users.info` (`contracts/slack.md` 10).

use serde_json::json;

use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::show;
use super::state::{User, Workspace};

/// `auth.test`: whom the token belongs to.
#[expect(clippy::unnecessary_wraps, reason = "the type of every method's handler")]
pub(super) fn auth_test(call: &Call<'_>) -> Result<Done, Refusal> {
    let workspace = call.workspace;
    let bot = workspace.users.get(&workspace.app.bot_user);
    Ok(Done::answer(json!({
        "url": format!("https://{}.slack.com/", workspace.domain),
        "team": workspace.name,
        "user": bot.map(|user| user.name.as_str()).unwrap_or_default(),
        "team_id": workspace.id,
        "user_id": workspace.app.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": false,
    })))
}

/// `users.info`.
pub(super) fn users_info(call: &Call<'_>) -> Result<Done, Refusal> {
    let user = call.workspace.users.get(&call.arguments.user()).ok_or_else(|| Refusal::new("user_not_found"))?;
    if !is_visible(call.workspace, user) {
        return Err(Refusal::new("user_not_visible"));
    }
    let shown = show::user(user, call.arguments.flag("include_locale"));
    Ok(Done::answer(json!({ "user": shown })))
}

/// People of other organisations are seen through a channel that the bot shares with them.
pub(super) fn is_visible(workspace: &Workspace, user: &User) -> bool {
    let bot = &workspace.app.bot_user;
    let meet = || workspace.channels.values().any(|it| it.members.contains(&user.id) && it.members.contains(bot));
    !user.is_stranger || meet()
}
