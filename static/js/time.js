// Moments in the reader's zone and language.

import { data } from "./data.js";
import { text } from "./texts.js";

// "en" says nothing of 12 or 24 hours; the browser's own "en-GB" does.
const language = navigator.languages.find((tag) => tag.split("-")[0] === data.locale.split("-")[0]) ?? data.locale;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
const short = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const thisYear = new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric" });
const anyYear = new Intl.DateTimeFormat(language, { dateStyle: "full" });

/** Writes hour and minute into a `<time>`; am and pm stand in a span, for places that have no room. */
export function showClock(time) {
  const moment = new Date(time.dateTime);
  time.title = full.format(moment);
  time.replaceChildren(
    ...clock.formatToParts(moment).map((part) => {
      if (part.type !== "dayPeriod") return part.value;
      const span = document.createElement("span");
      span.className = "time-period";
      span.textContent = part.value;
      return span;
    }),
  );
}

/** A moment of the next hours, to the second: who waits for it counts. */
export function clockText(moment) {
  return exact.format(moment);
}

/** A moment in words: the time alone where it is today. */
export function momentText(moment) {
  return (dayOf(moment) === dayOf(new Date()) ? clock : short).format(moment);
}

/** The reader's day of a moment: `2026-11-23`. */
export function dayOf(moment) {
  const pad = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
}

/** Writes a day's name into a `<time>`: today, yesterday, or the date. */
export function showDay(time) {
  const day = new Date(`${time.dateTime}T00:00`);
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (time.dateTime === dayOf(now)) time.textContent = text("today");
  else if (time.dateTime === dayOf(yesterday)) time.textContent = text("yesterday");
  else time.textContent = (day.getFullYear() === now.getFullYear() ? thisYear : anyYear).format(day);
}
