//! A house to test in: the stack around three small routes, over a real database, with a clock that stands still
//! until it is moved.

mod people;
mod sessions;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use sqlx::Row;
use time::OffsetDateTime;
use tower::ServiceExt;
use tower_sessions::Session;

use super::*;
use crate::config::Registration;
use crate::domain::{PeerAddress, SiteRole, Timestamp, User};
use crate::store::users::{self, NewUser};
use crate::store::{Location, Transaction};

const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

struct MovableClock(AtomicI64);

impl Clock for MovableClock {
    fn now(&self) -> OffsetDateTime {
        Timestamp(self.0.load(Ordering::SeqCst)).into()
    }
}

struct House {
    _folder: tempfile::TempDir,
    clock: Arc<MovableClock>,
    auth: Arc<Auth>,
    router: Router,
    user: User,
}

async fn who(visitor: Extension<Visitor>) -> String {
    visitor
        .0
        .scope
        .map_or("nobody".to_owned(), |scope| scope.user.username.clone())
}

async fn enter(
    State((auth, user)): State<(Arc<Auth>, User)>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let proven = Proven {
        user,
        password_hash: None,
    };
    match session::sign_in(&auth, &session, &proven, visitor.peer, &headers).await {
        Err(SignInError::Wrong) => StatusCode::FORBIDDEN.into_response(),
        Ok(()) => StatusCode::OK.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn leave(session: Session) -> StatusCode {
    match session::sign_out(&session).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn nobody() -> User {
    User {
        id: crate::domain::UserId(0),
        username: String::new(),
        display_name: String::new(),
        role: SiteRole::Member,
        locale: None,
        theme: crate::domain::Theme::System,
        created_at: Timestamp(0),
        deactivated_at: None,
    }
}

fn router(auth: &Arc<Auth>, user: &User) -> Router {
    let routes = Router::new()
        .route("/who", get(who))
        .route("/in", post(enter))
        .route("/out", post(leave))
        .with_state((Arc::clone(auth), user.clone()));
    let refuse: Refuse = Arc::new(|_, refusal| {
        let status = refusal.status().unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        (status, refusal.to_string()).into_response()
    });
    auth_middleware_stack(routes, auth, refuse)
}

impl House {
    /// With one user, ann, who has no password.
    async fn new(role: SiteRole, public_url: Option<&str>) -> Self {
        let mut house = Self::empty(public_url).await;
        let new = NewUser {
            username: "ann".to_owned(),
            username_folded: "ann".to_owned(),
            username_skeleton: "ann".to_owned(),
            display_name: "Ann".to_owned(),
            password_hash: None,
            role,
            locale: None,
        };
        let user: Result<User, StoreError> = house
            .auth
            .store
            .write(|transaction: &mut Transaction| Box::pin(users::create(transaction, new)))
            .await;
        house.user = user.unwrap();
        house.router = router(&house.auth, &house.user);
        house
    }

    /// Without users.
    async fn empty(public_url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("tea.db").display());
        let clock = Arc::new(MovableClock(AtomicI64::new(1_795_437_296_000_000)));
        let location = Location::parse(&address).unwrap();
        let store = Store::open(&location, Arc::clone(&clock) as Arc<dyn Clock>)
            .await
            .unwrap();
        let settings = Settings {
            public_url: public_url.map(|url| url.parse().unwrap()),
            registration: Registration::Open,
            ..Settings::default()
        };
        let bound = "127.0.0.1:4711".parse().unwrap();
        let auth = Auth::new(
            store,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(Live::new(settings)),
            bound,
        );
        let auth = Arc::new(auth.await.unwrap());
        let user = nobody();
        let router = router(&auth, &user);
        Self {
            _folder: folder,
            clock,
            auth,
            router,
            user,
        }
    }

    async fn deactivate_all(&self) {
        self.set_all("update users set deactivated_at = 1").await;
    }

    async fn promote_all(&self) {
        self.set_all("update users set role = 'admin'").await;
    }

    async fn set_all(&self, statement: &'static str) {
        let done: Result<(), StoreError> = self
            .auth
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let query = sqlx::query(statement);
                    query.execute(&mut **transaction).await?;
                    Ok(())
                })
            })
            .await;
        done.unwrap();
    }

    /// A request from our own page, with a cookie or without: the status, the cookies set, the body.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
    ) -> (StatusCode, Vec<String>, String) {
        let origin = match &self.auth.settings.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => "http://127.0.0.1:4711".to_owned(),
        };
        let host = origin.split_once("//").unwrap().1.to_owned();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", host)
            .header("origin", origin)
            .header("cookie", cookie)
            .header("user-agent", "Tea/1.0")
            .extension(PeerAddress("192.0.2.7:5000".parse().unwrap()))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies = cookies
            .map(|cookie| cookie.to_str().unwrap().to_owned())
            .collect();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        (status, cookies, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Signs in; the new cookie as a browser sends it back.
    async fn enter(&self, cookie: &str) -> String {
        let (status, cookies, body) = self.ask("POST", "/in", cookie).await;
        assert_eq!((status, cookies.len()), (StatusCode::OK, 1), "{body}");
        cookies[0].split(';').next().unwrap().to_owned()
    }

    async fn who(&self, cookie: &str) -> String {
        self.ask("GET", "/who", cookie).await.2
    }

    /// What the next commit has to tell by which access ended.
    async fn ended(&self) -> Vec<crate::domain::Ended> {
        loop {
            let commit = self.auth.store.committed().next().await.unwrap();
            if !commit.ended.is_empty() {
                return commit.ended;
            }
        }
    }

    async fn rows(&self) -> Vec<sqlx::sqlite::SqliteRow> {
        sqlx::query("select * from sessions order by number")
            .fetch_all(self.auth.store.reader())
            .await
            .unwrap()
    }

    async fn last_seen(&self) -> i64 {
        self.rows().await[0].get("last_seen_at")
    }

    fn pass(&self, microseconds: i64) {
        self.clock.0.fetch_add(microseconds, Ordering::SeqCst);
    }
}

async fn wait_for(condition: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    panic!("waited in vain");
}
