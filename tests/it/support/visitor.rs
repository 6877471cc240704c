//! A browser without a page: cookies of its own, the right `Origin`, and no redirect followed.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::Value;

use super::server::Place;
use super::{Answer, PASSWORD, PATIENCE, Socket};

/// Anybody who asks for pages.
#[derive(Clone)]
pub struct Visitor {
    place: Place,
    jar: Arc<Jar>,
    client: Client,
}

impl Visitor {
    /// Somebody with an empty cookie jar.
    pub fn new(place: Place) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .cookie_provider(jar.clone())
            .timeout(PATIENCE)
            // Below the ten seconds after which the server closes an idle connection: while a test runs commands it does
            // not see that happen, and would send a request into what is closed.
            .pool_idle_timeout(Duration::from_secs(5))
            .build()
            .expect("a client without TLS");
        Self { place, jar, client }
    }

    /// `127.0.0.1:<port>`.
    pub fn host(&self) -> String {
        self.place.lock().unwrap().to_string()
    }

    /// The origin of the server's pages.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// What it would send as `Cookie`; empty without one.
    pub fn cookie(&self) -> String {
        let url: Url = self.origin().parse().expect("an origin is a URL");
        self.jar
            .cookies(&url)
            .map(|value| value.to_str().expect("an ASCII cookie").to_owned())
            .unwrap_or_default()
    }

    /// Puts a cookie into the jar, as a hostile page of a sibling domain could.
    pub fn plant_cookie(&self, cookie: &str) {
        let url: Url = self.origin().parse().expect("an origin is a URL");
        self.jar.add_cookie_str(cookie, &url);
    }

    /// A request as a page of the server's own would make it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.bare_request(method.clone(), path);
        if method == Method::GET || method == Method::HEAD {
            return request;
        }
        request.header("origin", self.origin())
    }

    /// A request without an `Origin`.
    pub fn bare_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.origin()))
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        send(self.request(Method::POST, path).form(fields)).await
    }

    /// Sends JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::POST, path).json(body)).await
    }

    /// Signs in with the password of everybody.
    pub async fn sign_in(&self, username: &str) -> Answer {
        self.sign_in_with(username, PASSWORD).await
    }

    pub async fn sign_in_with(&self, username: &str, password: &str) -> Answer {
        self.post("/login", &[("username", username), ("password", password)])
            .await
    }
}

/// Reads the response to its end.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    let body = response.text().await.expect("a whole body");
    Answer {
        status,
        headers,
        body,
    }
}

/// A visitor with a session.
#[derive(Clone)]
pub struct SignedIn {
    visitor: Visitor,
}

impl Deref for SignedIn {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl SignedIn {
    /// The first admin.
    pub async fn by_setup(visitor: &Visitor, token: &str, username: &str) -> Self {
        let fields = [
            ("token", token),
            ("username", username),
            ("password", PASSWORD),
        ];
        visitor.post("/setup", &fields).await.must_lead_to("/");
        Self::known(visitor)
    }

    /// A new user.
    pub async fn by_registration(visitor: &Visitor, username: &str) -> Self {
        let fields = [("username", username), ("password", PASSWORD)];
        visitor.post("/register", &fields).await.must_lead_to("/");
        Self::known(visitor)
    }

    /// Somebody who is there, in another browser.
    pub async fn by_login(visitor: &Visitor, username: &str) -> Self {
        visitor.sign_in(username).await.must_lead_to("/");
        Self::known(visitor)
    }

    fn known(visitor: &Visitor) -> Self {
        let visitor = visitor.clone();
        Self { visitor }
    }

    /// The user's id, as the API says it.
    pub async fn id(&self) -> String {
        let me = self.get("/api/me").await.must_be(200).json();
        me["user"]["id"]
            .as_str()
            .expect("ids are strings")
            .to_owned()
    }

    /// A `chat.v1` socket in a room, after its `hello`.
    pub async fn enter(&self, room: &str) -> Socket {
        self.enter_at(&format!("/ws/chat/{}/", super::encoded(room)))
            .await
    }

    /// The same by path and query.
    pub async fn enter_at(&self, path: &str) -> Socket {
        Socket::chat_v1(self, path).await
    }

    /// A seed socket.
    pub async fn seed(&self, path: &str) -> Socket {
        Socket::open(self, path, None).await
    }

    /// Makes an open room.
    pub async fn create_room(&self, name: &str) {
        self.create_room_of(name, "open").await;
    }

    /// Makes a private room.
    pub async fn create_private_room(&self, name: &str) {
        self.create_room_of(name, "private").await;
    }

    async fn create_room_of(&self, name: &str, kind: &str) {
        let fields = [("name", name), ("title", name), ("kind", kind)];
        self.post("/rooms", &fields).await.must_be(303);
    }

    /// The newest messages of a room, oldest first.
    pub async fn messages(&self, room: &str) -> Vec<Value> {
        let path = format!("/api/rooms/{}/messages?limit=100", super::encoded(room));
        let page = self.get(&path).await.must_be(200).json();
        page["messages"].as_array().expect("a list").clone()
    }
}
