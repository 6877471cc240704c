//! Settings that are changed while the server runs, with who changed them. What the operator gave stands above them.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::query::Question;
use super::{Admin, menu};
use crate::app::App;
use crate::chat::ChatError;
use crate::config::Live;
use crate::domain::{Locale, Sentence, Via};
use crate::store::settings::Changed;
use crate::web::error::Error;
use crate::web::form::Fields;
use crate::web::routes::Routes;
use crate::web::view::{FieldView, OptionView, Page, SettingView, SettingsPage, Shell};

const PATH: &str = "/admin/settings";

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, form).post(PATH, submit)
}

/// Of a setting the keys of what it is called and of one sentence on it, and the values to choose from with theirs.
type About = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

fn about(name: &str) -> About {
    match name {
        "site_name" => ("setting-site-name", "setting-site-name-hint", &[]),
        "registration" => (
            "setting-registration",
            "setting-registration-hint",
            &[
                ("open", "setting-registration-open"),
                ("invite", "setting-registration-invite"),
                ("closed", "setting-registration-closed"),
            ],
        ),
        "create_rooms" => (
            "setting-create-rooms",
            "setting-create-rooms-hint",
            &[
                ("members", "setting-create-rooms-members"),
                ("admins", "setting-create-rooms-admins"),
            ],
        ),
        "limit_message_burst" => ("setting-burst", "setting-burst-hint", &[]),
        "limit_messages_per_second" => ("setting-rate", "setting-rate-hint", &[]),
        "limit_text_characters" => ("setting-text", "setting-text-hint", &[]),
        _ => ("setting-sockets", "setting-sockets-hint", &[]),
    }
}

/// What a setting is called, where it is one that admins change.
pub(super) fn setting_name(locale: Locale, name: &str) -> Option<String> {
    Live::NAMES
        .contains(&name)
        .then(|| locale.text(about(name).0))
}

/// A value of a setting in words: what is chosen by what the choice is called, and what is typed as it is.
pub(super) fn setting_value(locale: Locale, name: &str, value: &str) -> String {
    let chosen = about(name).2.iter().find(|(choice, _)| *choice == value);
    chosen.map_or_else(|| value.to_owned(), |(_, key)| locale.text(key))
}

async fn form(
    State(app): State<App>,
    admin: Admin,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let question = Question::read(query.as_deref().unwrap_or_default());
    let saved = !question.get("saved").is_empty();
    let page = page(&app, &admin, saved, |name| {
        FieldView::new(app.settings().shown(name))
    });
    Ok(Page(StatusCode::OK, page.await?).into_response())
}

async fn page(
    app: &App,
    admin: &Admin,
    saved: bool,
    field: impl Fn(&str) -> FieldView,
) -> Result<SettingsPage, Error> {
    let changed = app.chat().changed_settings().await?;
    let view = |name| view(app, admin, name, field(name), &changed);
    Ok(SettingsPage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, PATH).await?,
        settings: Live::NAMES.into_iter().map(view).collect(),
        saved,
    })
}

fn view(
    app: &App,
    admin: &Admin,
    name: &'static str,
    field: FieldView,
    changed: &[Changed],
) -> SettingView {
    let (label, hint, choices) = about(name);
    let text = |key: &str| admin.locale().text(key);
    let changed = changed.iter().find(|changed| changed.name == name);
    SettingView {
        name,
        label: text(label),
        hint: text(hint),
        options: choices
            .iter()
            .map(|(value, key)| OptionView {
                value: (*value).to_owned(),
                label: text(key),
                selected: field.value == *value,
            })
            .collect(),
        field,
        given: app.chat().live().is_given(name),
        changed: changed.map(|changed| {
            let by = changed.by.clone().unwrap_or_default();
            (by, changed.at.rfc3339())
        }),
    }
}

/// All of them are looked at before the first is changed.
async fn submit(State(app): State<App>, admin: Admin, fields: Fields) -> Result<Response, Error> {
    let live = app.chat().live();
    let asked: Vec<&'static str> = Live::NAMES
        .into_iter()
        .filter(|name| !live.is_given(name) && fields.names().any(|sent| sent == *name))
        .collect();
    let wrong = asked.iter().find_map(|name| {
        let checked = live.check(name, fields.get(name).trim());
        let label = admin.locale().text(about(name).0);
        let named = |sentence: Sentence| (*name, sentence.with("setting", label));
        checked.err().map(named)
    });
    if let Some((wrong, sentence)) = wrong {
        let page = page(&app, &admin, false, |name| {
            if live.is_given(name) {
                return FieldView::new(app.settings().shown(name));
            }
            let field = FieldView::new(fields.get(name));
            if name == wrong {
                field.failed(sentence.text(admin.locale()))
            } else {
                field
            }
        });
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page.await?).into_response());
    }
    for name in asked {
        let doer = admin.scope.doer(Via::Page);
        let value = fields.get(name);
        let changing: Result<(), ChatError> = app.chat().change_setting(doer, name, value).await;
        changing?;
    }
    Ok(Redirect::to("/admin/settings?saved=1").into_response())
}
