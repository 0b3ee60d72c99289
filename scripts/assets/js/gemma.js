// What every page does besides being read; each behaviour is a module, and a page works without.

import { copyButtons } from "./copy.js";
import { loadEditor } from "./editing.js";
import { thisHost } from "./host.js";

thisHost(document);
copyButtons(document);
loadEditor(document);
