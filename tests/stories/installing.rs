//! A workspace installs the app: `/slack/install`, Slack's consent, `/slack/oauth/callback` (`product.md` 8).

use lambda_http::http::{Method, StatusCode, header};
use shared::domain::UserId;
use shared::service::installing::LIFE;
use tests::gate::Fault;
use tests::installing::{BEN, Browser, MAY};
use tests::story::App;

/// What every page and line is searched for: none of it is anybody's to read.
fn nothing_leaks(app: &App, browser: &Browser) {
    let said = format!("{}{}", browser.pages().concat(), app.world.logs.lines().concat());
    let workspace = app.world.sandbox.slack();
    let oauth = &app.world.oauth;
    let mut secrets: Vec<String> = workspace.consents.keys().cloned().collect();
    secrets.extend([oauth.client_secret.expose(), oauth.state_key.expose()].map(str::to_owned));
    secrets.extend(browser.states());
    secrets.push(workspace.token.secret.expose().to_owned());
    for secret in secrets {
        assert!(!secret.is_empty() && !said.contains(&secret), "{secret} in {said}");
    }
}

async fn token_of(app: &App) -> String {
    let installation = app.world.look.store.installation(&app.world.workspace()).await.unwrap().unwrap();
    let token = app.world.reception.seal.open(&installation.workspace, installation.token.as_ref().unwrap()).unwrap();
    token.expose().to_owned()
}

/// A workspace that has been nothing but installed.
async fn bare() -> App {
    let app = App::new().await;
    tests::installing::forget(&app.world).await;
    app.world.gate.take_calls();
    app
}

/// What an installation causes is done, and nothing is left over.
async fn settled(app: &App) {
    app.settle().await;
    app.world.check(&[]).await;
}

async fn stands_nothing(app: &App) {
    let store = &app.world.look.store;
    assert_eq!(store.installation(&app.world.workspace()).await.unwrap(), None);
    assert_eq!(store.settings(&app.world.workspace()).await.unwrap(), None);
}

#[tokio::test]
async fn who_installs_a_workspace_is_its_super_admin_and_is_led_to_slack() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    let page = browser.installs(BEN).await;
    assert_eq!(page.status, StatusCode::OK);
    let link = format!("{}/app_redirect?app=A08DESK0001&amp;team={}", app.world.page, app.world.workspace());
    assert!(page.html.contains(&format!("<a href=\"{link}\">Open Slack</a>")), "{}", page.html);

    let sandbox = app.world.sandbox.slack();
    let installation = app.world.look.store.installation(&sandbox.id).await.unwrap().unwrap();
    assert_eq!((installation.app, installation.bot), (sandbox.app.id, sandbox.app.bot_id));
    assert_eq!(installation.bot_user, sandbox.app.bot_user);
    assert_eq!(token_of(&app).await, sandbox.token.secret.expose());
    let settings = app.world.look.store.settings(&sandbox.id).await.unwrap().unwrap();
    assert_eq!((settings.version, settings.super_admins), (1, vec![UserId::new(BEN)]));
    let calls = app.world.gate.take_calls();
    let store = ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"];
    assert_eq!(calls, [&["dynamodb.PutItem", "oauth.v2.access", "auth.test"], &store[..]].concat());
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn installing_again_replaces_the_token_and_keeps_what_was_set() {
    let app = App::new().await;
    let workspace = app.world.workspace();
    let (settings, token) = (app.world.look.store.settings(&workspace).await.unwrap().unwrap(), token_of(&app).await);
    let mut browser = Browser::new(&app);
    assert_eq!(browser.installs(BEN).await.status, StatusCode::OK);
    let now = token_of(&app).await;
    assert_ne!(now, token);
    assert_eq!(now, app.world.sandbox.slack().token.secret.expose());
    assert_eq!(app.world.look.store.settings(&workspace).await.unwrap(), Some(settings), "May stays super admin");
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    assert_eq!(app.cards().len(), 1, "cards are posted with the new token");
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn who_cancels_reads_that_nothing_was_installed_and_may_start_again() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    let asked = browser.begins().await;
    let back = browser.cancels(&asked).await;
    let page = browser.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("You did not allow it, so nothing was installed."), "{}", page.html);
    assert!(page.html.contains("<a href=\"/slack/install\">Start again</a>"), "{}", page.html);
    stands_nothing(&app).await;
    assert_eq!(browser.installs(MAY).await.status, StatusCode::OK);
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn what_took_longer_than_ten_minutes_is_not_installed() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    let asked = browser.begins().await;
    app.world.clock.pass(LIFE);
    let back = browser.allows(&asked, MAY).await;
    let page = browser.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.says("This took longer than ten minutes"), "{}", page.html);
    assert_eq!(app.world.gate.take_calls(), Vec::<String>::new(), "neither the store nor Slack is asked");
    stands_nothing(&app).await;
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn what_comes_back_twice_is_done_once() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    let asked = browser.begins().await;
    let back = browser.allows(&asked, MAY).await;
    let kept = browser.clone();
    assert_eq!(browser.comes_back(&back).await.status, StatusCode::OK);
    let token = token_of(&app).await;
    app.world.gate.take_calls();
    let mut again = kept;
    let page = again.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.says("This installation was finished before, or broke off."), "{}", page.html);
    assert_eq!(app.world.gate.take_calls(), ["dynamodb.PutItem"], "Slack is not asked again");
    assert_eq!(token_of(&app).await, token);
    nothing_leaks(&app, &again);
    settled(&app).await;
}

#[tokio::test]
async fn what_another_browser_began_or_nobody_is_not_installed() {
    let app = bare().await;
    let (mut mine, mut theirs) = (Browser::new(&app), Browser::new(&app));
    let asked = theirs.begins().await;
    let back = theirs.allows(&asked, BEN).await;
    // Without a cookie, with my own, and with a state of nobody's.
    let made_up = back.replace("&state=", "&state=0");
    for (begins, back) in [(false, &back), (true, &back), (true, &made_up)] {
        if begins {
            mine.begins().await;
        }
        let page = mine.comes_back(back).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.says("This installation was not started in this browser"), "{}", page.html);
    }
    assert_eq!(app.world.gate.take_calls(), Vec::<String>::new());
    stands_nothing(&app).await;
    assert_eq!(theirs.comes_back(&back).await.status, StatusCode::OK, "the other browser can still finish");
    nothing_leaks(&app, &mine);
    settled(&app).await;
}

#[tokio::test]
async fn a_code_that_slack_does_not_take_installs_nothing() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    for (code, from) in [("", "nothing"), ("planted-code", "nobody")] {
        let asked = browser.begins().await;
        let page = browser.comes_back(&format!("/slack/oauth/callback?code={code}&state={}", asked.state)).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{from}");
        assert!(page.says("Slack did not confirm that you allowed it"), "{}", page.html);
        assert!(!page.html.contains("planted"), "{}", page.html);
    }
    stands_nothing(&app).await;
    assert!(!app.world.logs.lines().concat().contains("planted"));
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn a_consent_for_a_whole_organisation_is_not_taken() {
    let app = bare().await;
    let mut browser = Browser::new(&app);
    let asked = browser.begins().await;
    let back = browser.allows_for_the_organisation(&asked, MAY).await;
    let page = browser.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.says("choose one workspace"), "{}", page.html);
    stands_nothing(&app).await;
    nothing_leaks(&app, &browser);
    settled(&app).await;
}

#[tokio::test]
async fn an_app_that_is_set_up_wrongly_is_the_operators_to_repair() {
    let mut app = bare().await;
    app.world.oauth.client_secret = shared::secret::Secret::new("planted-wrong");
    let mut browser = Browser::new(&app);
    let page = browser.installs(MAY).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(page.says("Tell whoever runs Slack Inbox"), "{}", page.html);
    let errors = app.world.logs.errors().concat();
    assert!(errors.contains("bad_client_secret") && !errors.contains("planted"), "{errors}");
    stands_nothing(&app).await;
    app.world.check(&["bad_client_secret"]).await;
}

#[tokio::test]
async fn slack_or_the_store_being_away_installs_nothing_and_the_next_try_does() {
    for (call, fault) in [
        ("oauth.v2.access", Fault::Unreachable),
        ("oauth.v2.access", Fault::Busy),
        ("oauth.v2.access", Fault::AnswerLost),
        ("auth.test", Fault::Broken),
        ("dynamodb.PutItem", Fault::Unreachable),
        ("dynamodb.BatchGetItem", Fault::Broken),
        ("dynamodb.TransactWriteItems", Fault::Conflict),
    ] {
        let app = bare().await;
        app.world.gate.spoil_named(call, 0, fault);
        let mut browser = Browser::new(&app);
        let page = browser.installs(MAY).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{call} {fault:?}: {}", page.html);
        assert!(app.world.gate.was_met(), "{call}");
        stands_nothing(&app).await;
        assert_eq!(browser.installs(MAY).await.status, StatusCode::OK, "{call} {fault:?}");
        assert_eq!(token_of(&app).await, app.world.sandbox.slack().token.secret.expose());
        nothing_leaks(&app, &browser);
        settled(&app).await;
    }
}

#[tokio::test]
async fn dying_between_any_two_steps_leaves_all_or_nothing_and_the_next_try_installs() {
    for call in
        ["dynamodb.PutItem", "oauth.v2.access", "auth.test", "dynamodb.BatchGetItem", "dynamodb.TransactWriteItems"]
    {
        for fault in [Fault::DiesBefore, Fault::DiesAfter] {
            let app = bare().await;
            app.world.gate.spoil_named(call, 0, fault);
            let mut browser = Browser::new(&app);
            let asked = browser.begins().await;
            let back = browser.allows(&asked, BEN).await;
            assert_eq!(browser.tries_to_come_back(&back).await, None, "{call} {fault:?}");
            let is_done = call == "dynamodb.TransactWriteItems" && fault == Fault::DiesAfter;
            if !is_done {
                stands_nothing(&app).await;
            }
            assert_eq!(browser.installs(BEN).await.status, StatusCode::OK, "{call} {fault:?}");
            let settings = app.world.look.store.settings(&app.world.workspace()).await.unwrap().unwrap();
            assert_eq!((settings.version, settings.super_admins), (1, vec![UserId::new(BEN)]), "{call} {fault:?}");
            nothing_leaks(&app, &browser);
            settled(&app).await;
        }
    }
}

#[tokio::test]
async fn of_two_who_install_at_once_one_is_super_admin() {
    let app = bare().await;
    let (mut one, mut other) = (Browser::new(&app), Browser::new(&app));
    let (asked, also_asked) = (one.begins().await, other.begins().await);
    let (back, also_back) = (one.allows(&asked, MAY).await, other.allows(&also_asked, BEN).await);
    let (first, second) = tokio::join!(one.comes_back(&back), other.comes_back(&also_back));
    for page in [first, second] {
        // The sandbox's Slack knows one token: a newer one may have taken the older one's place before it was used.
        assert!(page.status == StatusCode::OK || page.says("Start again."), "{}", page.html);
    }
    let settings = app.world.look.store.settings(&app.world.workspace()).await.unwrap().unwrap();
    assert_eq!((settings.version, settings.super_admins.len()), (1, 1));
    settled(&app).await;
}

#[tokio::test]
async fn a_cookie_elsewhere_than_on_this_machine_is_bound_to_its_host_and_nobody_keeps_an_answer() {
    let app = App::new().await;
    let answer = app.world.install(Browser::request(Method::GET, "inbox.example.com", "/slack/install")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-slack-inbox-install="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
    let location = answer.headers()[header::LOCATION].to_str().unwrap();
    assert!(location.contains("redirect_uri=https%3A%2F%2Finbox.example.com%2Fslack%2Foauth%2Fcallback"), "{location}");
    for (name, value) in [("cache-control", "no-store"), ("referrer-policy", "no-referrer")] {
        assert_eq!(answer.headers()[name], value);
    }
    let page = app.world.install(Browser::request(Method::GET, "inbox.example.com", "/slack/oauth/callback")).await;
    let page = page.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn only_the_two_addresses_are_answered_and_only_to_who_asks_for_them() {
    let app = App::new().await;
    for (method, path, status) in [
        (Method::POST, "/slack/install", StatusCode::METHOD_NOT_ALLOWED),
        (Method::HEAD, "/slack/oauth/callback", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/slack/oauth", StatusCode::NOT_FOUND),
    ] {
        let answer = app.world.install(Browser::request(method.clone(), "localhost", path)).await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
        let allowed = (status == StatusCode::METHOD_NOT_ALLOWED).then_some("GET");
        assert_eq!(answer.headers().get(header::ALLOW).map(|it| it.to_str().unwrap()), allowed);
    }
    let request = Browser::request(Method::GET, "localhost", "/slack/install");
    let answer = install::handle(&app.world.ports, &app.world.reception, None, request).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8_lossy(answer.body()).contains("client.id, client.secret and state.key"));
}
