// Editing: the editor is large, so it comes when somebody goes to the field that it is for.
//
// `data-editor` of a field is the address of the editor; with `data-at-once` it comes at once.

/** Loads the editor of each field that has one, no sooner than it is wanted. */
export function loadEditor(root) {
  for (const field of root.querySelectorAll("textarea[data-editor]")) {
    if ("atOnce" in field.dataset) load(field);
    else field.addEventListener("focus", () => load(field), { once: true });
  }
}

function load(field) {
  const script = document.createElement("script");
  script.src = field.dataset.editor;
  document.head.append(script);
}
