// What completes what is typed in the composer and in the editor of a message: the sources that this page has.

import { Completion } from "./completion.js";
import { emojiSource } from "./emoji_source.js";
import { peopleSource } from "./people_source.js";

const sources = [peopleSource, emojiSource];

/** Completes names and signs in this field from now on. */
export function complete(input) {
  return new Completion(input, sources);
}
