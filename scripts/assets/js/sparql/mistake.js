// Mistake: where the server found that a query goes wrong, marked at its place in the editor.

import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";

/** Marks the mistake that the field tells of, if any; returns what leads to it, or to the start. */
export function mistake(view, { line, column, length, message }) {
  const place = line ? range(view.state.doc, Number(line), Number(column), Number(length)) : null;
  if (place) {
    view.dispatch(setDiagnostics(view.state, [{ ...place, severity: "error", message }]));
    view.dispatch({ effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
  }
  return () => {
    view.focus();
    if (place) view.dispatch({ selection: { anchor: place.from }, scrollIntoView: true });
  };
}

/** The characters from a line and a column, both from 1. */
function range(doc, line, column, length) {
  const found = doc.line(Math.min(line, doc.lines));
  const from = Math.min(found.from + column - 1, found.to);
  return { from, to: Math.min(from + length, found.to) };
}
