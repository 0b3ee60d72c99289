// The editor of queries: in the place of their field, with colours, completion and the mistake.
//
// The field stays what the form sends. All texts are attributes of it, in the language of the page.
// The editor stands in a shadow root: there its styles are adopted, not written into the page,
// which the policy of the page (CSP) would refuse.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, showPanel } from "@codemirror/view";
import { sparql } from "codemirror-lang-sparql";
import { sources } from "./sparql/completion.js";
import { look } from "./sparql/look.js";
import { mistake } from "./sparql/mistake.js";

/** The longest address that is sure to arrive (RFC 9110, 4.1: 8,000 octets). */
const ADDRESS_MAXIMUM = 8000;

// A browser that adopts no styles keeps the field.
if ("adoptedStyleSheets" in document) {
  for (const field of document.querySelectorAll("textarea[data-editor]")) edit(field);
}

/** Puts an editor in the place of a field, of the same size, with what was typed so far. */
function edit(field) {
  const { form, dataset: said } = field;
  const focused = document.activeElement === field;
  const host = document.createElement("div");
  host.className = "editor";
  host.style.blockSize = `${field.offsetHeight}px`;
  const root = host.attachShadow({ mode: "open" });
  field.after(host);

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      selection: { anchor: field.selectionStart, head: field.selectionEnd },
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        indentOnInput(),
        sparql(),
        look,
        autocompletion({ override: sources(said), icons: false }),
        // Tab is nobody's: it goes on to what follows the editor (WCAG 2.1, 2.1.2).
        keymap.of([
          { key: "Mod-Enter", run: () => (form.requestSubmit(), true) },
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorState.phrases.of({ Completions: said.completions, Diagnostics: said.mistakes }),
        EditorView.lineWrapping,
        showPanel.of(() => ({ dom: hint(said.hint) })),
        EditorView.contentAttributes.of({
          "aria-label": said.label,
          "aria-describedby": "hint",
          tabindex: "0",
        }),
        EditorView.domEventHandlers({ beforeinput: replace }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.hidden = true;
  const goto = mistake(view, said);
  for (const link of document.querySelectorAll(`a[href="#${field.id}"], label[for="${field.id}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goto();
    });
  }
  // What does not fit an address goes in a body.
  form.addEventListener("submit", () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    form.method = query.length > ADDRESS_MAXIMUM ? "post" : "get";
  });
  if (focused) view.focus();
}

/**
 * Types over a selection. Left to itself, Chromium keeps the style of what was selected in a style
 * attribute, which the policy of the page refuses.
 */
function replace(event, view) {
  if (event.inputType !== "insertText" || !event.data || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  return true;
}

/** What the keys do, below the editor. */
function hint(text) {
  const dom = document.createElement("p");
  dom.id = "hint";
  dom.className = "hint";
  dom.textContent = text;
  return dom;
}
