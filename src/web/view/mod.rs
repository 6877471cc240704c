//! What the pages show: one plain struct for each template of `templates/`, filled by the handlers of `web`.
//!
//! No I/O and no decision about who may do what. Texts come from `locales/` in the reader's language.

mod account;
mod error;
mod field;
mod message;
mod page;
mod person;
mod room;
mod rooms;
mod shell;
mod sidebar;
mod sign_in;

pub use account::{PasswordPage, ProfilePage};
pub use error::ErrorPage;
pub use field::FieldView;
pub use message::{Entry, MessageView, arrange};
pub use page::Page;
pub use person::PersonView;
pub use room::{ComposerView, RoomLimits, RoomPage};
pub use rooms::{RoomForm, RoomView, RoomsPage};
pub use shell::Shell;
pub use sidebar::{Sidebar, SidebarRoom, room_path};
pub use sign_in::{LoginPage, RegisterPage, SetupPage};

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

    fn known(prefix: &str) -> BTreeSet<String> {
        let keys = Locale::En.keys().into_iter();
        keys.filter(|key| key.starts_with(prefix)).collect()
    }

    #[test]
    fn every_sentence_that_a_page_names_exists_and_each_is_used() {
        let used: BTreeSet<_> = quoted(&["templates", "src"])
            .into_iter()
            .filter(|word| word.starts_with("page-") && word != "page-")
            .collect();
        assert_eq!(used, known("page-"));
    }

    #[test]
    fn every_sentence_that_a_script_names_exists_and_each_is_used() {
        let words = quoted(&["static/js", "templates"]);
        for key in known("js-") {
            let plain = key.trim_start_matches("js-");
            let counted = plain
                .trim_end_matches("-one")
                .trim_end_matches("-other")
                .to_owned();
            let is_used = [&key, plain, &counted]
                .iter()
                .any(|word| words.contains(*word));
            assert!(is_used, "{key} is not used");
        }
        let scripts = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js"));
        for (call, ending) in [(" text(\"", ""), ("countText(\"", "-one"), ("stop(\"", "")] {
            for rest in scripts.iter().flat_map(|script| script.split(call).skip(1)) {
                let key = format!("js-{}{ending}", rest.split('"').next().unwrap());
                assert_ne!(Locale::En.text(&key), key, "{key} is missing");
            }
        }
    }
}
