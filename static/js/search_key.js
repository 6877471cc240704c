// Ctrl+K (⌘K) leads to the search, wherever one is.

/** Called where no field for it is in sight; says whether something else was found. */
let elsewhere = () => false;

/** What is done where the field of the sidebar is not in sight. */
export function searchElsewhere(open) {
  elsewhere = open;
}

export function listenForSearchKey() {
  addEventListener("keydown", (key) => {
    const asked = (key.ctrlKey || key.metaKey) && !key.altKey && !key.shiftKey && key.key.toLowerCase() === "k";
    if (!asked || key.isComposing) return;
    key.preventDefault();
    const fields = ["search-line", "sidebar-search"].map((id) => document.getElementById(id));
    const field = fields.find((field) => field?.checkVisibility());
    if (field) {
      field.focus();
      field.select();
    } else if (!elsewhere()) {
      location.assign("/search");
    }
  });
}
