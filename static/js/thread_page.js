// The page of one thread: its messages as in the room, with days and times in the reader's zone.

import { settle } from "./blocks.js";
import { dressBody } from "./body.js";
import { showClock } from "./time.js";

dressBody(document);
for (const time of document.querySelectorAll(".message-time time")) showClock(time);
for (const item of document.querySelectorAll(".thread-replies > .message")) settle(item);
