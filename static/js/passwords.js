// The button that shows a password while it is typed.

export function managePasswords() {
  for (const button of document.querySelectorAll("[data-show-password]")) {
    const input = document.getElementById(button.dataset.showPassword);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.ariaPressed = String(shown);
      input.focus();
    });
    // What a browser keeps of a form must not be readable.
    input.form.addEventListener("submit", () => (input.type = "password"));
  }
}
