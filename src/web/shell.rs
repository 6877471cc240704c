//! What every page is given: made of the app's settings and of who is looking.

use super::view::{PersonView, Shell};
use crate::app::App;
use crate::auth::Visitor;
use crate::domain::{SiteRole, Theme};

impl Shell {
    /// For a visitor; `None` where nothing is known of the request yet.
    #[must_use]
    pub fn of(app: &App, visitor: Option<&Visitor>) -> Self {
        let user = visitor
            .and_then(|visitor| visitor.scope.as_ref())
            .map(|scope| &scope.user);
        let theme = user.map_or(Theme::System, |user| user.theme);
        Self {
            locale: visitor
                .map(|visitor| visitor.locale)
                .or(app.settings().locale)
                .unwrap_or_default(),
            theme: theme.as_str().to_owned(),
            site_name: app.settings().site_name.clone(),
            user: user.map(|user| PersonView::from(&user.person())),
            admin: user.is_some_and(|user| user.role == SiteRole::Admin),
        }
    }
}
