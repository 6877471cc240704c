// A picture of an emoji that is deleted, or cannot be loaded, gives way to its name: `:tea:`.

function giveWay(picture) {
  if (picture.alt) picture.replaceWith(picture.alt);
}

export function watchEmoji() {
  const is = (target) => target instanceof HTMLImageElement && target.matches("img.emoji");
  // Errors of pictures do not bubble.
  document.addEventListener("error", ({ target }) => is(target) && giveWay(target), true);
  for (const picture of document.querySelectorAll("img.emoji")) {
    if (picture.complete && picture.naturalWidth === 0) giveWay(picture);
  }
}
