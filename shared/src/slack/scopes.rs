//! What the app may do in a workspace that installs it.

/// The bot scopes that the app asks for (`contracts/slack.md` 2 and 15). `infra/slack-manifest.yaml` names the same, and
/// the sandbox grants no more: a test compares.
pub const BOT: [&str; 21] = [
    "app_mentions:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "reactions:write",
    "team:read",
    "users:read",
];
