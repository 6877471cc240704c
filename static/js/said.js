// Messages on pages without a log: what was found, what is kept, what calls the reader. Their bodies are those of a room.

import { dressBody } from "./body.js";

dressBody(document);
