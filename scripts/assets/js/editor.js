// The editor of the SPARQL page: a query in colours, in the place of the field that it is typed in.

import { EditorView } from "@codemirror/view";
import { sparql } from "codemirror-lang-sparql";

for (const field of document.querySelectorAll("textarea[data-sparql]")) {
  const view = new EditorView({ doc: field.value, extensions: [sparql()] });
  field.after(view.dom);
}
