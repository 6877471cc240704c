// The window's title counts what came while nobody looked.

const title = document.title;
let unseen = 0;

/** A message of somebody else has come. */
export function countUnseen() {
  if (!document.hidden) return;
  unseen += 1;
  document.title = `(${unseen}) ${title}`;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = title;
});
