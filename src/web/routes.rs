//! Our registrar around axum's router: every path answers with and without its trailing slash, and the list of routes
//! can be read, so that tests make their matrices from it and a new route fails until it is listed.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, patch, post};

use crate::app::App;

/// A method and a path with its `{places}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET` stands for `HEAD` as well.
    pub method: Method,
    /// Without the trailing slash.
    pub path: &'static str,
}

/// Routes on their way into the router.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

macro_rules! verbs {
    ($($name:ident = $method:ident;)*) => {$(
        #[doc = concat!("Adds a handler for ", stringify!($method), " of `path`, which starts with a slash.")]
        #[must_use]
        pub fn $name<H, T>(self, path: &'static str, handler: H) -> Self
        where
            H: Handler<T, App>,
            T: 'static,
        {
            self.add(Method::$method, path, $name(handler))
        }
    )*};
}

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    verbs! {
        get = GET;
        post = POST;
        patch = PATCH;
        delete = DELETE;
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<App>) -> Self {
        self.list.push(Route { method, path });
        // A path that ends in a wildcard has its slashes inside.
        if path != "/" && !path.contains("{*") {
            self.router = self.router.route(&format!("{path}/"), handler.clone());
        }
        self.router = self.router.route(path, handler);
        self
    }

    /// Adds the routes of another file.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// What was added, in order.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router, to be wrapped by its layers.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
