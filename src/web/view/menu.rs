//! The plain menu at the left of pages that have several parts: account, a room's settings, the admin's site.

/// The parts, and the way back.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    /// What the parts are of.
    pub title: String,
    /// Where the way back leads.
    pub back: String,
    /// What it is called.
    pub back_label: String,
    /// In order.
    pub items: Vec<MenuItem>,
    /// The page has tables and takes the whole width.
    pub wide: bool,
}

/// One part.
#[derive(Clone, Debug, Default)]
pub struct MenuItem {
    /// Its path.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// The page is of this part.
    pub current: bool,
    /// What waits there; 0 is not shown.
    pub count: i64,
}

impl Menu {
    /// Without parts.
    #[must_use]
    pub fn new(title: String) -> Self {
        Self {
            title,
            ..Self::default()
        }
    }

    /// Says where the way back leads.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, label: String) -> Self {
        self.back = href.into();
        self.back_label = label;
        self
    }

    /// Takes the whole width.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Adds a part; it is marked where its path is `current`.
    #[must_use]
    pub fn item(self, current: &str, href: &str, label: String) -> Self {
        self.counted(current, href, label, 0)
    }

    /// The same, with how much waits there.
    #[must_use]
    pub fn counted(mut self, current: &str, href: &str, label: String, count: i64) -> Self {
        self.items.push(MenuItem {
            current: href == current,
            href: href.to_owned(),
            label,
            count,
        });
        self
    }

    /// What the page's own part is called; the title where it is of none.
    #[must_use]
    pub fn current(&self) -> &str {
        let current = self.items.iter().find(|item| item.current);
        current.map_or(&self.title, |item| &item.label)
    }
}
