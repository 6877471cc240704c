//! The stack around three small routes, over a real database, with a clock that stands still until it is moved.

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
use crate::domain::{PeerAddress, SiteRole, Timestamp, User};
use crate::store::users::{self, NewUser};
use crate::store::{Location, Transaction};

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
    match session::sign_in(&auth, &session, &user, visitor.peer, &headers).await {
        Ok(replaced) => format!("{replaced:?}").into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn leave(session: Session) -> StatusCode {
    match session::sign_out(&session).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl House {
    async fn new(role: SiteRole, public_url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("tea.db").display());
        let clock = Arc::new(MovableClock(AtomicI64::new(1_795_437_296_000_000)));
        let location = Location::parse(&address).unwrap();
        let store = Store::open(&location, Arc::clone(&clock) as Arc<dyn Clock>)
            .await
            .unwrap();
        let new = NewUser {
            username: "ann".to_owned(),
            username_folded: "ann".to_owned(),
            username_skeleton: "ann".to_owned(),
            display_name: "Ann".to_owned(),
            password_hash: None,
            role,
            locale: None,
        };
        let user: Result<User, StoreError> = store
            .write(|transaction: &mut Transaction| Box::pin(users::create(transaction, new)))
            .await;
        let user = user.unwrap();
        let settings = Settings {
            public_url: public_url.map(|url| url.parse().unwrap()),
            ..Settings::default()
        };
        let bound = "127.0.0.1:4711".parse().unwrap();
        let auth = Auth::new(
            store,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(settings),
            bound,
        );
        let auth = Arc::new(auth.await.unwrap());
        let routes = Router::new()
            .route("/who", get(who))
            .route("/in", post(enter))
            .route("/out", post(leave))
            .with_state((Arc::clone(&auth), user.clone()));
        let refuse: Refuse = Arc::new(|_, refusal| {
            let status = refusal.status().unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            (status, refusal.to_string()).into_response()
        });
        let router = auth_middleware_stack(routes, &auth, refuse);
        Self {
            _folder: folder,
            clock,
            auth,
            router,
            user,
        }
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

#[tokio::test]
async fn who_signs_in_is_known_by_the_cookie_and_the_row_holds_its_hash_only() {
    let house = House::new(SiteRole::Member, None).await;
    assert_eq!(house.who("").await, "nobody");
    assert!(
        house.rows().await.is_empty(),
        "an anonymous visitor has no row"
    );
    let cookie = house.enter("").await;
    assert_eq!(house.who(&cookie).await, "ann");
    let rows = house.rows().await;
    assert_eq!(rows.len(), 1);
    let id = cookie.strip_prefix("sid=").unwrap();
    let hash: Vec<u8> = rows[0].get("id_hash");
    assert_eq!((hash.len(), id.len()), (32, 22));
    assert_eq!(rows[0].get::<String, _>("address"), "192.0.2.7");
    assert_eq!(rows[0].get::<String, _>("browser"), "Tea/1.0");
    assert_eq!(rows[0].get::<i64, _>("user_id"), house.user.id.0);
}

#[tokio::test]
async fn every_sign_in_has_a_new_id_and_number_and_the_old_one_is_dead() {
    let house = House::new(SiteRole::Member, None).await;
    let chosen = "sid=AAAAAAAAAAAAAAAAAAAAAA";
    let first = house.enter(chosen).await;
    assert_ne!(first, chosen);
    let (_, cookies, body) = house.ask("POST", "/in", &first).await;
    let second = cookies[0].split(';').next().unwrap().to_owned();
    assert_eq!(body, "Some(SessionId(1))", "the replaced one is named");
    assert_eq!(house.who(&first).await, "nobody");
    assert_eq!(house.who(&second).await, "ann");
    let rows = house.rows().await;
    assert_eq!((rows.len(), rows[0].get::<i64, _>("number")), (1, 2));
    house.ask("POST", "/out", &second).await;
    house.enter("").await;
    assert_eq!(
        house.rows().await[0].get::<i64, _>("number"),
        3,
        "no number comes twice"
    );
}

#[tokio::test]
async fn signing_out_ends_the_row_and_takes_the_cookie_back() {
    for (url, cookie_start) in [(None, "sid="), (Some("https://tea.example"), "__Host-sid=")] {
        let house = House::new(SiteRole::Member, url).await;
        let cookie = house.enter("").await;
        assert!(cookie.starts_with(cookie_start), "{cookie}");
        let (_, cookies, _) = house.ask("POST", "/out", &cookie).await;
        assert!(
            cookies[0].starts_with(&format!("{cookie_start};")),
            "{cookies:?}"
        );
        assert!(
            cookies[0].contains("Max-Age=0") && cookies[0].contains("Path=/"),
            "{cookies:?}"
        );
        assert_eq!(cookies[0].contains("Secure"), url.is_some(), "{cookies:?}");
        assert_eq!(house.who(&cookie).await, "nobody");
        assert!(house.rows().await.is_empty());
    }
}

#[tokio::test]
async fn a_session_ends_without_use_and_in_any_case() {
    let house = House::new(SiteRole::Member, None).await;
    let unused = house.enter("").await;
    let used = house.enter("").await;
    for day in 1..90 {
        house.pass(DAY);
        assert_eq!(house.who(&used).await, "ann", "day {day}");
        let expected = if day < 14 { 2 } else { 1 };
        let now = house.clock.0.load(Ordering::SeqCst);
        wait_for(async || {
            let alive = house.rows().await.into_iter();
            let alive = alive
                .filter(|row| row.get::<i64, _>("expires_at") > now)
                .count();
            let seen = house
                .rows()
                .await
                .iter()
                .any(|row| row.get::<i64, _>("last_seen_at") == now);
            alive == expected && seen
        })
        .await;
    }
    assert_eq!(house.who(&unused).await, "nobody");
    house.pass(DAY);
    assert_eq!(house.who(&used).await, "nobody", "90 days in all");
}

#[tokio::test]
async fn an_admins_session_ends_after_a_day_without_use() {
    let house = House::new(SiteRole::Admin, None).await;
    let cookie = house.enter("").await;
    house.pass(DAY - MINUTE);
    assert_eq!(house.who(&cookie).await, "ann");
    house.pass(2 * DAY);
    assert_eq!(house.who(&cookie).await, "nobody");
}

#[tokio::test]
async fn a_use_is_written_down_at_most_every_five_minutes() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    let begun = house.last_seen().await;
    house.pass(5 * MINUTE - 1);
    house.who(&cookie).await;
    // A write that comes after any touch would have come: then there was none.
    house.enter("").await;
    assert_eq!(house.last_seen().await, begun);
    house.pass(1);
    house.who(&cookie).await;
    wait_for(async || house.last_seen().await == begun + 5 * MINUTE).await;
}

#[tokio::test]
async fn a_deactivated_user_is_nobody_at_once() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    let done: Result<(), StoreError> = house
        .auth
        .store
        .write(|transaction: &mut Transaction| {
            Box::pin(async move {
                sqlx::query("update users set deactivated_at = 1")
                    .execute(&mut **transaction)
                    .await?;
                Ok(())
            })
        })
        .await;
    done.unwrap();
    assert_eq!(house.who(&cookie).await, "nobody");
}

#[tokio::test]
async fn a_broken_cookie_is_nobodys() {
    let house = House::new(SiteRole::Member, None).await;
    let cookie = house.enter("").await;
    let flipped = match cookie.strip_suffix('A') {
        Some(start) => format!("{start}B"),
        None => format!("{}A", &cookie[..cookie.len() - 1]),
    };
    let twice = format!("{cookie}; sid=x");
    for broken in [
        "sid=",
        "sid=x",
        "sid=💥",
        &flipped,
        &twice,
        &format!("sid={}", "a".repeat(4_097)),
    ] {
        assert_eq!(house.who(broken).await, "nobody", "{broken}");
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
