//! One's own account: how one is shown, language and theme.

use axum::extract::State;
use axum::http::header::REFERER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::{Position, Url};

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::routes::Routes;
use super::view::{FieldView, Menu, Page, ProfilePage, Shell};
use crate::app::App;
use crate::auth::next_path::safe_next;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, Locale, Theme, parse_display_name};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/account", form)
        .post("/account", submit)
        .post("/account/theme", switch_theme)
}

/// The parts of the account, with the one of this path marked.
pub(super) fn menu(locale: Locale, current: &str) -> Menu {
    Menu::new(locale.text("page-account"))
        .back("/", locale.text("page-error-to-chat"))
        .item(current, "/account", locale.text("page-profile-title"))
        .item(
            current,
            "/account/password",
            locale.text("page-password-title"),
        )
        .item(
            current,
            "/account/sessions",
            locale.text("page-sessions-title"),
        )
        .item(
            current,
            "/account/blocked",
            locale.text("page-blocked-title"),
        )
}

/// Whether the form comes back after it was saved.
#[derive(Deserialize)]
pub(super) struct Saved {
    saved: Option<String>,
}

impl Saved {
    pub(super) const fn is_so(&self) -> bool {
        self.saved.is_some()
    }
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(saved): Query<Saved>,
) -> Response {
    let page = ProfilePage {
        shell: Shell::of(&app, Some(&visitor)),
        menu: menu(visitor.locale, "/account"),
        display_name: FieldView::new(&scope.user.display_name),
        locale: scope.user.locale.map_or("", Locale::tag).to_owned(),
        theme: scope.user.theme.as_str().to_owned(),
        saved: saved.is_so(),
    };
    Page(StatusCode::OK, page).into_response()
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    fields: Fields,
) -> Result<Response, Error> {
    let locale = match fields.get("locale") {
        "" => None,
        tag => Some(Locale::from_tag(tag).ok_or(ErrorCode::Invalid)?),
    };
    let theme = match fields.get("theme") {
        "" => None,
        theme => Some(Theme::parse(theme).ok_or(ErrorCode::Invalid)?),
    };
    let typed = fields.get("display_name");
    match parse_display_name(typed) {
        Ok(name) => {
            let name = name.unwrap_or_else(|| scope.user.username.clone());
            app.auth()
                .set_profile(scope.user.id, name, locale, theme)
                .await?;
            Ok(Redirect::to("/account?saved=1").into_response())
        }
        Err(sentence) => {
            let page = ProfilePage {
                shell: Shell::of(&app, Some(&visitor)),
                menu: menu(visitor.locale, "/account"),
                display_name: FieldView::new(typed).failed(sentence.text(scope.locale)),
                locale: fields.get("locale").to_owned(),
                theme: theme.unwrap_or(scope.user.theme).as_str().to_owned(),
                saved: false,
            };
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The switch in the menu of every page: back to where it was pressed.
async fn switch_theme(
    State(app): State<App>,
    scope: Scope,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Redirect, Error> {
    let theme = Theme::parse(fields.get("theme")).ok_or(ErrorCode::Invalid)?;
    app.auth().set_theme(scope.user.id, theme).await?;
    let back = safe_next(fields.get("next")).or_else(|| page_before(&app, &headers));
    Ok(Redirect::to(back.as_deref().unwrap_or("/account")))
}

/// The path of the page that a request comes from, if it is one of ours.
fn page_before(app: &App, headers: &HeaderMap) -> Option<String> {
    let referer = Url::parse(headers.get(REFERER)?.to_str().ok()?).ok()?;
    let is_ours = app
        .auth()
        .site
        .is_origin(&referer.origin().ascii_serialization());
    is_ours
        .then(|| safe_next(&referer[Position::BeforePath..]))
        .flatten()
}
