//! The whole table of addresses, and the whole stack of layers, each with its reason.

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::auth::auth_middleware_stack;
use crate::web::{self, Route, Routes, door, error, headers, limits};

/// Pages, API and the socket door: all that is behind the auth middleware stack.
fn scoped() -> Routes {
    Routes::new()
        .merge(web::home::routes())
        .merge(web::setup::routes())
        .merge(web::login::routes())
        .merge(web::register::routes())
        .merge(web::account::routes())
        .merge(web::account_password::routes())
        .merge(web::rooms::routes())
        .merge(web::room::routes())
        .merge(web::api::routes())
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
