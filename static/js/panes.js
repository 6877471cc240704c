// One pane at a time on a phone: the list of rooms is the first, the room slides over it.

const LIST = "#sidebar";
const narrow = matchMedia("(max-width: 699px)");

/** Came here by the start page or by signing in, and not by a link to this very room. */
function cameByTheDoor() {
  const [entry] = performance.getEntriesByType("navigation");
  if (!entry?.redirectCount || location.hash || location.search) return false;
  if (!document.referrer) return true;
  const from = new URL(document.referrer);
  return ["/", "/login", "/setup", "/register"].includes(from.pathname) && !from.searchParams.get("next");
}

export function managePanes() {
  // A history step of its own: back leads from the room to the list, as the arrow in the header does.
  if (narrow.matches && cameByTheDoor()) location.hash = LIST;
  document.querySelector("#sidebar [data-room][aria-current]")?.addEventListener("click", (click) => {
    if (location.hash !== LIST) return;
    click.preventDefault();
    location.hash = "#conversation";
  });
  // Where the keyboard lies over the page instead of shrinking it, the composer moves above it.
  window.visualViewport?.addEventListener("resize", () => {
    const { height, scale } = window.visualViewport;
    const covered = scale === 1 ? Math.max(0, window.innerHeight - height) : 0;
    document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  });
}
