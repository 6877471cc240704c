//! Links into the site, for commands that print one.

use url::Url;

use super::house::House;
use super::{Context, lock};

/// The site's address: as it was set, else where the running server listens, else where one would.
pub(super) fn site(house: &House, context: &Context) -> Url {
    let settings = &context.settings;
    // port 0 and the like: only the running server knows where it is
    let running = house.chat.layer().kind() == "server";
    match lock::address(&settings.data_folder()) {
        Some(address) if running && settings.public_url.is_none() => address,
        _ => settings.site_url(settings.listen),
    }
}
