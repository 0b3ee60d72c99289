// Look: the editor in the colours of the page, which the shadow root inherits; dark ones too.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--good)" },
  { tag: [tags.string, tags.integer, tags.float, tags.bool], color: "var(--business-ink)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--application-ink)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const theme = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--ink)",
    backgroundColor: "var(--paper)",
    border: "1px solid var(--soft)",
    borderRadius: "var(--radius)",
    fontSize: "0.9rem",
  },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace',
    lineHeight: "1.5",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--soft)",
    backgroundColor: "var(--wash)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--mark)", color: "var(--mark-ink)" },
  ".cm-nonmatchingBracket": { color: "var(--bad)", backgroundColor: "transparent" },
  // Without the pictures that the policy of the page refuses (img-src).
  ".cm-lintRange-error": {
    backgroundImage: "none",
    backgroundColor: "var(--mark)",
    color: "var(--mark-ink)",
    textDecoration: "underline wavy var(--bad)",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--bad)" },
  ".cm-tooltip, .cm-panels": {
    color: "var(--ink)",
    backgroundColor: "var(--paper)",
    border: "1px solid var(--soft)",
  },
  ".cm-panels": { border: "0" },
  ".hint": {
    margin: "0",
    padding: "0.25rem 0.6rem",
    borderTop: "1px solid var(--line)",
    color: "var(--soft)",
    backgroundColor: "var(--wash)",
  },
  ".cm-diagnostic": { color: "var(--ink)", maxWidth: "40rem" },
  ".cm-diagnostic-error": { borderLeft: "5px solid var(--bad)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "18rem", maxWidth: "min(44rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.3rem 0.6rem", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--head-ink)",
    backgroundColor: "var(--head)",
    outline: "2px solid var(--link)",
    outlineOffset: "-2px",
  },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1rem" },
  ".cm-completionMatchedText": { fontWeight: "600" },
});

export const look = [theme, syntaxHighlighting(colours)];
