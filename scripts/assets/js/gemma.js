// What every page does besides being read; each behaviour is a module, and a page works without.

import { copyButtons } from "./copy.js";
import { suggestions } from "./suggest.js";

copyButtons(document);
suggestions(document);
