// The sentences of the scripts, as the server gave them in the reader's language (locales/*/js.ftl).

import { data } from "./data.js";

const plurals = new Intl.PluralRules(data.locale);
const numbers = new Intl.NumberFormat(data.locale);

/** The sentence under `js-<key>`, its places filled. */
export function text(key, values = {}) {
  const sentence = data.texts[`js-${key}`] ?? key;
  return sentence.replace(/\{\s*\$(\w+)\s*\}/g, (place, name) => values[name] ?? place);
}

/** What somebody is called, as `PersonView::called` in src/web/view/person.rs: who is deleted, in the reader's language. */
export function nameOf({ name, username }) {
  return username?.startsWith("deleted~") ? text("deleted-user") : name;
}

/** The sentence for a number: `js-<key>-one` or `js-<key>-other`. */
export function countText(key, count) {
  const form = plurals.select(count) === "one" ? "one" : "other";
  return text(`${key}-${form}`, { count: numbers.format(count) });
}
