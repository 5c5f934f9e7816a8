//! A browser that installs the app: it keeps its cookie, is asked for consent by the sandbox, and comes back.

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Request};
use local::endpoints::TABLE;

use crate::story::App;
use crate::world::World;

/// The workspace's owner.
pub const MAY: &str = "U07MAY00001";
/// A member.
pub const BEN: &str = "U07BEN00001";

/// Takes the workspace out of the table, as if nobody had ever installed the app.
pub async fn forget(world: &World) {
    for item in ["INSTALLATION", "SETTINGS", "SETUP", "RELAY"] {
        let delete = world.inside.delete_item().table_name(TABLE);
        let delete = delete.key("pk", AttributeValue::S(format!("W#{}", world.workspace())));
        let delete = delete.key("sk", AttributeValue::S(item.to_owned()));
        delete.send().await.expect("the table forgets it");
    }
}

/// A page as it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// What it says, with its markup.
    pub html: String,
}

impl Page {
    /// Whether it says this.
    pub fn says(&self, text: &str) -> bool {
        self.html.contains(text)
    }
}

/// What Slack is asked to ask for: the fields of the consent's address.
#[derive(Clone, Debug)]
pub struct Asked {
    fields: Vec<(String, String)>,
    /// The state among them.
    pub state: String,
}

/// One browser.
#[derive(Clone)]
pub struct Browser<'a> {
    world: &'a World,
    host: String,
    cookie: Option<String>,
    pages: Vec<String>,
    states: Vec<String>,
    client: reqwest::Client,
}

impl<'a> Browser<'a> {
    /// One that has been nowhere yet.
    pub fn new(app: &'a App) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        let host = app.world.page.trim_start_matches("http://").to_owned();
        let client = client.expect("a client");
        Self { world: &app.world, host, cookie: None, pages: Vec::new(), states: Vec::new(), client }
    }

    /// A request of a browser's, without a cookie.
    pub fn request(method: Method, host: &str, path: &str) -> Request {
        let request = lambda_http::http::Request::builder().method(method).uri(path).header(header::HOST, host);
        request.body(Body::Empty).expect("a request")
    }

    /// Opens `/slack/install`, consents as this person, and comes back.
    pub async fn installs(&mut self, user: &str) -> Page {
        let asked = self.begins().await;
        let back = self.allows(&asked, user).await;
        self.comes_back(&back).await
    }

    /// Opens `/slack/install` and is sent to Slack.
    pub async fn begins(&mut self) -> Asked {
        let answer = self.world.install(Self::request(Method::GET, &self.host, "/slack/install")).await;
        let answer = answer.expect("it lives");
        assert_eq!(answer.status(), StatusCode::FOUND, "{:?}", answer.body());
        let head = |name| answer.headers()[name].to_str().expect("text").to_owned();
        let cookie = head(header::SET_COOKIE);
        self.cookie = cookie.split(';').next().map(str::to_owned);
        let location = reqwest::Url::parse(&head(header::LOCATION)).expect("an address");
        let fields: Vec<_> = location.query_pairs().into_owned().collect();
        let state = fields.iter().find(|(name, _)| name == "state").expect("a state").1.clone();
        self.states.push(state.clone());
        Asked { fields, state }
    }

    /// Allows it as this person; gives the path that Slack sends back to.
    pub async fn allows(&self, asked: &Asked, user: &str) -> String {
        self.decides(asked, &[("decision", "allow"), ("user", user), ("for", "workspace")]).await
    }

    /// Allows it for the whole organisation.
    pub async fn allows_for_the_organisation(&self, asked: &Asked, user: &str) -> String {
        self.decides(asked, &[("decision", "allow"), ("user", user), ("for", "organization")]).await
    }

    /// Cancels.
    pub async fn cancels(&self, asked: &Asked) -> String {
        self.decides(asked, &[("decision", "cancel")]).await
    }

    async fn decides(&self, asked: &Asked, decision: &[(&str, &str)]) -> String {
        let own = asked.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form: Vec<(&str, &str)> = own.chain(decision.iter().copied()).collect();
        let answer = self.client.post(format!("{}/oauth/v2/authorize", self.world.page)).form(&form).send().await;
        let answer = answer.expect("the sandbox answers");
        let back = answer.headers().get("location").map(|it| it.to_str().expect("text").to_owned());
        let back = back.unwrap_or_else(|| panic!("the consent is refused: {}", answer.status()));
        back.strip_prefix(&self.world.page).expect("it comes back to where it was begun").to_owned()
    }

    /// Comes back from Slack.
    pub async fn comes_back(&mut self, path: &str) -> Page {
        self.tries_to_come_back(path).await.expect("it lives")
    }

    /// The same. `None`: the function died.
    pub async fn tries_to_come_back(&mut self, path: &str) -> Option<Page> {
        let mut request = Self::request(Method::GET, &self.host, path);
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a cookie"));
        }
        let answer = self.world.install(request).await?;
        let html = String::from_utf8(answer.body().to_vec()).expect("text");
        let forgotten = answer.headers()[header::SET_COOKIE].to_str().expect("text").contains("Max-Age=0");
        assert!(forgotten, "the cookie is for one installation");
        self.cookie = None;
        self.pages.push(format!("{:?}{html}", answer.headers()));
        Some(Page { status: answer.status(), html })
    }

    /// All pages that it was shown, with their heads.
    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// All states that it was sent to Slack with.
    pub fn states(&self) -> Vec<String> {
        self.states.clone()
    }
}
