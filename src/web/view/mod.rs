//! What the pages show: one plain struct for each template of `templates/`, filled by the handlers of `web`.
//!
//! No I/O and no decision about who may do what. Texts come from `locales/` in the reader's language.

mod account;
mod admin;
mod bookmarks;
mod emoji;
mod error;
mod field;
mod formatting;
mod leave;
mod mentions;
mod menu;
mod message;
mod message_history;
mod page;
mod people;
mod person;
mod pins;
mod report;
mod room;
mod room_desk;
mod rooms;
mod search;
mod shell;
mod sidebar;
mod sign_in;
mod standing;
mod thread;

pub use account::{PasswordPage, ProfilePage, SessionView, SessionsPage};
pub use admin::{
    Cell, ColumnView, ConfirmPage, FilterView, HealthPage, InvitePage, ListAction, ListPage,
    OptionView, RowView, SettingView, SettingsPage, UserPage, UserRoomView,
};
pub use bookmarks::{BookmarkView, BookmarksPage};
pub use emoji::{EmojiPage, emoji_path};
pub use error::ErrorPage;
pub use field::FieldView;
pub use formatting::{FormattingPage, FormattingRow};
pub use leave::LeavePage;
pub use mentions::{MentionView, MentionsPage};
pub use menu::{Menu, MenuItem};
pub use message::{Entry, MessageView, ReactionView, arrange};
pub use message_history::{HistoryPage, VersionView};
pub use page::Page;
pub use people::{BlockedPage, PersonPage};
pub use person::PersonView;
pub use pins::{PinView, PinsPage};
pub use report::ReportPage;
pub use room::{ComposerView, ReadingView, RoomLimits, RoomPage};
pub use room_desk::{
    AuditView, Badge, InviteView, MemberView, ReportView, ReportsPage, RoomAuditPage,
    RoomInvitesPage, RoomMembersPage, RoomSettingsForm, RoomSettingsPage,
};
pub use rooms::{RoomForm, RoomView, RoomsPage};
pub use search::{HitView, SearchPage};
pub use shell::Shell;
pub use sidebar::{Sidebar, SidebarRoom, room_path};
pub use sign_in::{LoginPage, RegisterPage, ResetPage, SetupPage};
pub use standing::RoomStanding;
pub use thread::{QuoteView, ThreadPage, ThreadRow, ThreadView, ThreadsPage};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use crate::domain::Locale;

    /// Every file below a folder of the source tree, as text.
    fn sources(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let (folders, files): (Vec<_>, Vec<_>) = entries
            .map(|entry| entry.unwrap().path())
            .partition(|path| path.is_dir());
        let mut texts: Vec<_> = files
            .iter()
            .filter_map(|file| fs::read_to_string(file).ok())
            .collect();
        texts.extend(folders.iter().flat_map(|folder| sources(folder)));
        texts
    }

    /// What stands in double quotes in the files of these folders and is written like a key.
    fn quoted(folders: &[&str]) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let is_key = |text: &&str| text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        folders
            .iter()
            .flat_map(|folder| sources(&root.join(folder)))
            .flat_map(|text| {
                let words = text.split('"').filter(is_key).map(str::to_owned);
                words.collect::<Vec<_>>()
            })
            .collect()
    }

    fn is_page_key(word: &str) -> bool {
        word.strip_prefix("page-")
            .is_some_and(|rest| !rest.is_empty())
    }

    #[test]
    fn every_sentence_that_a_page_names_exists_and_each_is_used() {
        let used = quoted(&["templates", "src"]);
        let used: BTreeSet<_> = used.into_iter().filter(|key| is_page_key(key)).collect();
        let known = Locale::En
            .keys()
            .into_iter()
            .filter(|key| is_page_key(key))
            .collect();
        assert_eq!(used, known);
    }

    #[test]
    fn every_way_in_which_a_socket_closes_has_its_sentence() {
        let closing = include_str!("../../../static/js/closing.js");
        let calls = |line: &&str| line.contains(" stop(\"") || line.contains(" retry(");
        let mut found = 0;
        for line in closing.lines().filter(calls) {
            for word in line.split('"').skip(1).step_by(2) {
                let key = format!("js-{word}");
                assert_ne!(Locale::En.text(&key), key, "{line}");
                found += 1;
            }
        }
        assert!(found > 10, "the calls were not found: {found}");
    }
}
