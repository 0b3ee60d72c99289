// What every page does besides being read; each behaviour is a module, and a page works without.

import { checklists } from "./checklist.js";
import { copyButtons } from "./copy.js";
import { loadEditor } from "./editing.js";
import { thisHost } from "./host.js";
import { suggestions } from "./suggest.js";

thisHost(document);
copyButtons(document);
checklists(document);
loadEditor(document);
suggestions(document);
