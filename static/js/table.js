// Lists of the admin's site and of a room's settings: filters that need no button, and how
// many rows are chosen. Without it all of them work by their plain forms.

const language = document.documentElement.lang;
for (const field of document.querySelectorAll("[data-submits]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

const form = document.querySelector("[data-bulk]");
const bar = form?.querySelector("[data-bulk-bar]");
if (bar) {
  const boxes = Array.from(form.querySelectorAll('tbody input[type="checkbox"]'));
  const all = form.querySelector("[data-all]");
  const count = bar.querySelector("[data-bulk-count]");
  const show = () => {
    const chosen = boxes.filter(({ checked }) => checked).length;
    bar.hidden = chosen === 0;
    const plural = new Intl.PluralRules(language).select(chosen) === "one" ? "one" : "other";
    count.textContent = count.dataset[plural].replace("{$count}", chosen);
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
