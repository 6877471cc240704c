//! `teahouse user promote|demote|deactivate|activate|reset-link`: what somebody may do on the whole site.

use super::arguments::OneUser;
use super::failure::Failure;
use super::house::in_house;
use super::{Context, site_link, user};
use crate::auth::InviteCode;
use crate::domain::{Doer, SiteRole};

/// Makes an admin of somebody, or a member.
pub(super) async fn set_role(
    whom: &OneUser,
    role: SiteRole,
    context: &Context,
) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let user = user::get(house, &whom.name).await?.id;
        let set = house.chat.set_site_role(Doer::operator(), user, role);
        set.await?;
        Ok(String::new())
    })
    .await
}

/// Switches an account off, or on again.
pub(super) async fn set_active(
    whom: &OneUser,
    active: bool,
    context: &Context,
) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let user = user::get(house, &whom.name).await?.id;
        house
            .chat
            .set_active(Doer::operator(), user, active)
            .await?;
        Ok(String::new())
    })
    .await
}

/// Prints a link by which somebody sets a new password, and nothing else.
pub(super) async fn reset_link(whom: &OneUser, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let user = user::get(house, &whom.name).await?.id;
        let code = InviteCode::random();
        let made = house
            .chat
            .create_reset_link(Doer::operator(), user, code.hash());
        made.await?;
        let site = site_link::site(house, context);
        Ok(format!("{site}reset?code={}\n", code.as_str()))
    })
    .await
}
