//! How the place is: figures of the database and of who is here, and whether the audit log is whole.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::query::Question;
use super::{Admin, menu};
use crate::app::App;
use crate::domain::{Locale, Sentence};
use crate::store::audit::{self, Verdict};
use crate::store::{StoreError, house};
use crate::web::error::Error;
use crate::web::routes::Routes;
use crate::web::view::{HealthPage, Page, Shell};

const PATH: &str = "/admin/health";

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

async fn show(
    State(app): State<App>,
    admin: Admin,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let locale = admin.locale();
    let question = Question::read(query.as_deref().unwrap_or_default());
    let verdict = if question.get("verify").is_empty() {
        None
    } else {
        let mut reader = app
            .store()
            .reader()
            .acquire()
            .await
            .map_err(StoreError::from)?;
        Some(said(&audit::verify(&mut reader).await?, locale))
    };
    let counted = house::count(app.store().reader()).await?;
    let file = app.settings().database_file();
    let bytes = |path: &std::path::Path| path.metadata().map_or(0, |data| data.len());
    let log = file.with_file_name(format!(
        "{}-wal",
        file.file_name().unwrap_or_default().to_string_lossy()
    ));
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
    let fact = |key: &str, value: String| (locale.text(key), value);
    let page = HealthPage {
        shell: Shell::of(&app, Some(&admin.visitor)),
        menu: menu(&app, &admin, PATH).await?,
        facts: vec![
            fact("health-version", env!("CARGO_PKG_VERSION").to_owned()),
            fact("health-people", counted.people.to_string()),
            fact("health-rooms", counted.rooms.to_string()),
            fact("health-messages", counted.messages.to_string()),
            fact("health-sockets", app.sockets().count().to_string()),
            fact("health-sessions", counted.sessions.to_string()),
            fact("health-database", mib(bytes(&file))),
            fact("health-log", mib(bytes(&log))),
        ],
        verdict,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn said(verdict: &Verdict, locale: Locale) -> (bool, String) {
    match verdict {
        Verdict::Whole { rows, hash } => {
            let sentence = Sentence::new("audit-whole")
                .with("rows", rows.to_string())
                .with("hash", hash.as_str());
            (true, sentence.text(locale))
        }
        Verdict::Broken { row } => {
            let sentence = Sentence::new("audit-broken").with("row", row.to_string());
            (false, sentence.text(locale))
        }
    }
}
