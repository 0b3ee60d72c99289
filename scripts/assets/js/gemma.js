/* What every page can do better with a script; each behaviour is a module of its own. */
import { copyButtons } from "./copy.js";

copyButtons();
