"""Escapes: what a name or a value in a form or a query string says (HTML, URL-encoded); pure."""

import codecs

codecs.lookup("unicode_escape")  # found now: a worker that needs it may open no file


def plain(text: str) -> str:
    """Decode a name or a value as `parse_qsl` does, ten times as fast: in C, by its own escapes.

    `text` is ASCII without a backslash. Raises `UnicodeDecodeError` for what is not encoded right.
    """
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    return text.replace("%", "\\x").encode().decode("unicode_escape").encode("latin-1").decode()
