// The switch between the system's, light and dark: at once on this page, and kept in the profile.

const root = document.documentElement;
const frame = document.createElement("meta");
frame.name = "theme-color";
document.head.append(frame);

/** The browser's own bars take the colour of the paper. */
function colourTheFrame() {
  frame.content = getComputedStyle(root).backgroundColor;
}

function choose(form, theme) {
  root.dataset.theme = theme;
  for (const button of form.querySelectorAll("[aria-pressed]")) {
    button.ariaPressed = String(button.value === theme);
  }
  colourTheFrame();
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme }), redirect: "manual" }).catch(() => {});
}

export function manageTheme() {
  for (const form of document.querySelectorAll("[data-theme-switch]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose(form, event.submitter.value);
    });
  }
  for (const radio of document.querySelectorAll("[data-theme-preview]")) {
    radio.addEventListener("change", () => {
      root.dataset.theme = radio.value;
      colourTheFrame();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colourTheFrame);
  colourTheFrame();
}
