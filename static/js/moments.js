// Moments of pages without a log, in the reader's zone and language.

const { lang } = document.documentElement;

export function showMoments() {
  // "en" says nothing of 12 or 24 hours; the browser's own "en-GB" does.
  const language = navigator.languages.find((tag) => tag.split("-")[0] === lang.split("-")[0]) ?? lang;
  const short = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(time.dateTime);
    time.title = full.format(moment);
    time.textContent = short.format(moment);
  }
}
