// What every page does besides being read; each behaviour is a module, and a page works without.

import { checklists } from "./checklist.js";
import { copyButtons } from "./copy.js";
import { suggestions } from "./suggest.js";

copyButtons(document);
checklists(document);
suggestions(document);
