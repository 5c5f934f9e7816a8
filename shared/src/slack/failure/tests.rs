use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use expect_test::expect;
use serde_json::Value;

use super::reaction::{REACTIONS, Reaction, reaction_to};
use super::{CallFailure, RETRY_AFTER_DEFAULT, Refusal};

/// The methods that the port calls, as Slack's own reference describes them.
const METHODS: [&str; 20] = [
    include_str!("../contract/auth.test.json"),
    include_str!("../contract/bookmarks.add.json"),
    include_str!("../contract/chat.getPermalink.json"),
    include_str!("../contract/chat.postEphemeral.json"),
    include_str!("../contract/chat.postMessage.json"),
    include_str!("../contract/chat.update.json"),
    include_str!("../contract/conversations.archive.json"),
    include_str!("../contract/conversations.create.json"),
    include_str!("../contract/conversations.history.json"),
    include_str!("../contract/conversations.info.json"),
    include_str!("../contract/conversations.invite.json"),
    include_str!("../contract/conversations.join.json"),
    include_str!("../contract/conversations.open.json"),
    include_str!("../contract/conversations.setTopic.json"),
    include_str!("../contract/oauth.v2.access.json"),
    include_str!("../contract/reactions.add.json"),
    include_str!("../contract/reactions.remove.json"),
    include_str!("../contract/users.info.json"),
    include_str!("../contract/views.open.json"),
    include_str!("../contract/views.update.json"),
];

fn refused(error: &str) -> CallFailure {
    Refusal { error: error.to_owned(), ..Refusal::default() }.into()
}

#[test]
fn every_error_that_a_method_in_use_may_answer_is_known() {
    let known: BTreeSet<&str> = REACTIONS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
    for method in METHODS {
        let method: Value = serde_json::from_str(method).unwrap();
        for error in method["errors"].as_array().unwrap() {
            assert!(known.contains(error.as_str().unwrap()), "{}: {error} has no reaction", method["method"]);
        }
    }
}

#[test]
fn no_error_has_two_reactions() {
    let mut seen = BTreeSet::new();
    for word in REACTIONS.iter().flat_map(|(_, words)| words.iter()) {
        assert!(seen.insert(word), "{word} stands twice");
    }
}

#[test]
fn each_error_has_its_reaction() {
    let mut table = String::new();
    for (reaction, words) in REACTIONS {
        writeln!(table, "{reaction:?}: {}", words.join(" ")).unwrap();
    }
    expect![[r"
        Limited: ratelimited rate_limited too_many_requests message_limit_exceeded
        Unknown: internal_error fatal_error request_timeout service_unavailable update_failed
        NotSent: team_added_to_org org_login_required external_channel_migrating
        ChannelUnusable: channel_not_found not_in_channel is_archived is_inactive channel_is_limited_access posting_to_channel_denied restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel method_not_supported_for_channel_type app_cannot_join_channel cant_archive_general cant_archive_required cant_kick_from_general last_member no_channel no_access too_many_members
        MessageGone: message_not_found cannot_reply_to_message
        MessageFixed: cant_update_message cant_delete_message edit_window_closed not_reactable thread_locked too_many_emoji too_many_reactions
        PersonUnreachable: user_disabled user_not_found user_not_visible user_not_in_channel user_is_restricted ura_max_channels cant_invite org_user_not_in_team invitee_cant_see_channel no_external_invite_permission
        Already: already_in_channel already_archived not_archived already_reacted no_reaction
        NameTaken: name_taken
        CursorSpent: invalid_cursor
        TriggerSpent: expired_trigger_id exchanged_trigger_id invalid_trigger_id
        ConsentSpent: invalid_code
        ViewGone: not_found
        ViewChanged: hash_conflict
        CredentialsDead: account_inactive token_revoked invalid_auth not_authed
        CredentialsStale: token_expired
        NotAllowed: missing_scope not_allowed_token_type no_permission access_denied team_access_not_granted not_authorized cannot_create_channel permission_denied messages_tab_disabled
        Policy: accesslimited app_access_restricted enterprise_is_restricted ekm_access_denied two_factor_setup_required blocked_file_type cannot_bookmark_from_external_org cannot_bookmark_restricted_sharing_enabled too_many_bookmarks too_many_tabs file_share_limit_reached max_file_sharing_exceeded unable_to_share_files slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked cannot_install_an_org_installed_app user_email_unverified
        Refused: invalid_arguments invalid_arg_name invalid_array_arg invalid_form_data invalid_charset invalid_post_type missing_post_type missing_argument invalid_json json_not_object method_deprecated deprecated_endpoint no_text msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format block_mismatch invalid_attachments too_many_attachments too_many_contact_cards attachment_payload_limit_exceeded markdown_text_conflict invalid_metadata_format invalid_metadata_schema invalid_metadata_filter_keys metadata_too_large metadata_must_be_sent_from_app invalid_ts_latest invalid_ts_oldest as_user_not_supported send_on_behalf_not_allowed team_not_found draft_already_deleted draft_already_sent draft_has_conflict draft_not_found duplicate_channel_not_found duplicate_message_not_found missing_file_data file_deleted file_is_deleted file_not_found cant_broadcast_message no_dual_broadcast_content_update streaming_state_conflict invalid_user_combination not_enough_users too_many_users users_list_not_supplied invalid_name invalid_name_required invalid_name_punctuation invalid_name_maxlength invalid_name_specials cant_invite_self cant_kick_self no_user too_long canvas_disabled_user_team bad_timestamp no_item_specified file_comment_not_found view_too_large duplicate_external_id file_already_added invalid_app_action_type invalid_bookmark_type invalid_child_type invalid_emoji invalid_entity_id invalid_link invalid_parent_type invalid_shortcut_type not_implemented parent_bookmark_disabled parent_with_link bad_client_secret bad_redirect_uri invalid_client_id invalid_code_verifier invalid_grant_type invalid_refresh_token no_scopes oauth_authorization_url_mismatch pkce_not_allowed preview_feature_not_available
    "]].assert_eq(&table);
}

#[test]
fn an_unknown_error_is_refused_and_named() {
    assert_eq!(reaction_to("brand_new_error"), Reaction::Refused);
    assert_eq!(refused("brand_new_error").cause(), "refused: brand_new_error []");
}

#[test]
fn what_the_log_says_of_each_failure() {
    let needed = Some("groups:write".to_owned());
    let scope = Refusal { error: "missing_scope".to_owned(), needed, ..Refusal::default() };
    let causes = [
        refused("ratelimited"),
        refused("internal_error"),
        refused("team_added_to_org"),
        refused("is_archived"),
        refused("message_not_found"),
        refused("user_disabled"),
        refused("already_in_channel"),
        refused("name_taken"),
        refused("invalid_cursor"),
        refused("expired_trigger_id"),
        refused("not_found"),
        refused("hash_conflict"),
        refused("token_revoked"),
        refused("token_expired"),
        scope.into(),
        refused("ekm_access_denied"),
        refused("invalid_blocks"),
    ];
    let causes: Vec<String> = causes.iter().map(CallFailure::cause).collect();
    expect![[r"
        limited: wait 30 s
        outcome unknown: internal_error
        not done: team_added_to_org
        channel unusable: is_archived
        message gone: message_not_found
        person unreachable: user_disabled
        done before: already_in_channel
        name taken
        cursor spent
        trigger spent: expired_trigger_id
        view gone: not_found
        view changed: hash_conflict
        credentials dead: token_revoked
        credentials stale
        not allowed: missing_scope, needs groups:write
        workspace policy: ekm_access_denied
        refused: invalid_blocks []"]]
    .assert_eq(&causes.join("\n"));
}

#[test]
fn the_wait_is_slacks_own_or_the_default() {
    assert_eq!(refused("rate_limited"), CallFailure::Limited { retry_after: RETRY_AFTER_DEFAULT });
    let retry_after = Some(Duration::from_secs(7));
    let told = Refusal { error: "ratelimited".to_owned(), retry_after, ..Refusal::default() };
    assert_eq!(CallFailure::from(told), CallFailure::Limited { retry_after: Duration::from_secs(7) });
}

#[test]
fn slacks_sentences_name_the_block_and_quote_nothing() {
    let messages = [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/3/text/text]",
        "[ERROR] invalid additional property: my secret order 4711234 [json-pointer:/metadata/event_payload/ana]",
        "[ERROR] unsupported type: xoxb-planted, failed to match all allowed schemas [json-pointer:/blocks/0]",
    ];
    let refusal = Refusal {
        error: "invalid_blocks".to_owned(),
        messages: messages.map(ToOwned::to_owned).to_vec(),
        ..Refusal::default()
    };
    let CallFailure::Refused { details, .. } = refusal.into() else { panic!("our bug is refused") };
    expect![[r"
        [ERROR] must be less than 3001 characters [json-pointer:/blocks/3/text/text]
        [ERROR] invalid additional property: …
        [ERROR] unsupported type: … failed to match all allowed schemas [json-pointer:/blocks/0]"]]
    .assert_eq(&details.join("\n"));
}

#[test]
fn what_is_no_error_word_and_no_scope_is_not_repeated() {
    let odd = Refusal {
        error: "Bearer xoxb-planted".to_owned(),
        needed: Some("xoxb-PLANTED".to_owned()),
        ..Refusal::default()
    };
    assert!(!format!("{:?}", CallFailure::from(odd.clone())).contains("planted"));
    let scope = Refusal { error: "missing_scope".to_owned(), ..odd };
    assert_eq!(CallFailure::from(scope).cause(), "not allowed: missing_scope, needs …");
}
