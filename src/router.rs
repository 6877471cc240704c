//! The whole table of addresses, and the whole stack of layers, each with its reason.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::app::App;
use crate::auth::auth_middleware_stack;
use crate::web::{self, Route, Routes, door, error, headers, limits, packing};

/// Pages, API and the socket door: all that is behind the auth middleware stack.
fn scoped() -> Routes {
    Routes::new()
        .merge(web::home::routes())
        .merge(web::setup::routes())
        .merge(web::login::routes())
        .merge(web::register::routes())
        .merge(web::reset::routes())
        .merge(web::account::routes())
        .merge(web::account_password::routes())
        .merge(web::account_sessions::routes())
        .merge(web::account_blocked::routes())
        .merge(web::help::routes())
        .merge(web::people::routes())
        .merge(web::direct::routes())
        .merge(web::rooms::routes())
        .merge(web::room::routes())
        .merge(web::threads::routes())
        .merge(web::message_history::routes())
        .merge(web::room_settings::routes())
        .merge(web::room_members::routes())
        .merge(web::room_invites::routes())
        .merge(web::room_reports::routes())
        .merge(web::room_audit::routes())
        .merge(web::admin::routes())
        .merge(web::leave::routes())
        .merge(web::report::routes())
        .merge(web::emoji::routes())
        .merge(web::mentions::routes())
        .merge(web::api::routes())
        .merge(web::api_threads::routes())
        .merge(web::search::routes())
        .merge(web::api_marks::routes())
        .merge(web::bookmarks::routes())
        .merge(web::reaction_form::routes())
        .merge(web::mark_forms::routes())
        .merge(web::pins::routes())
        .merge(web::door::routes())
}

/// What needs no scope: probes and the page's own files.
fn unscoped() -> Routes {
    Routes::new()
        .merge(web::health::routes())
        .merge(web::assets::routes())
}

/// Every method and path that the server answers, for tests that must not forget one.
#[must_use]
pub fn routes() -> Vec<Route> {
    let scoped = scoped();
    let unscoped = unscoped();
    [scoped.list(), unscoped.list()].concat()
}

/// The router with its layers. Reading upwards is the way of a request from outside in.
pub fn router(app: &App) -> Router {
    let inside = scoped()
        .into_router()
        .fallback(not_found)
        // A large page takes less of a slow line.
        .layer(from_fn(packing::pack))
        // Errors of handlers get their sentence.
        .layer(from_fn_with_state(app.clone(), error::present));
    let routes = auth_middleware_stack(inside, app.auth(), error::refuse(app))
        .merge(unscoped().into_router())
        .layer(from_fn_with_state(app.clone(), door::refuse_while_stopping));
    // Before anything reads the address, the headers or the body.
    limits::limited(routes, error::respond(app))
        // On every response, also on those of the layers.
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .with_state(app.clone())
}

async fn not_found() -> error::Error {
    error::Error::not_found()
}
