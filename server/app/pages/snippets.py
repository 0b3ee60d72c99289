"""Snippets: a request that a page shows, as somebody types it: for curl and in Python; pure.

They name the lasting addresses. Each is whole and runs as it stands.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from server.formats import BY_KEY, Form, Format

#: What a program most likely wants of each form of result.
_WANTED: Final = {
    Form.BINDINGS: BY_KEY["csv"],
    Form.BOOLEAN: BY_KEY["sparql-json"],
    Form.GRAPH: BY_KEY["turtle"],
}
_JSON: Final = BY_KEY["sparql-json"].media_type
#: What Python prints of each form of result.
_PRINTED: Final = {
    Form.BINDINGS: (
        '    for row in json.load(answer)["results"]["bindings"]:\n'
        '        print({name: term["value"] for name, term in row.items()})\n'
    ),
    Form.BOOLEAN: '    print(json.load(answer)["boolean"])\n',
    Form.GRAPH: "    print(answer.read().decode())\n",
}


@dataclass(frozen=True)
class Snippet:
    """A request in one language: what that is called, and the code."""

    name: str
    code: str


def of_query(endpoint: str, query: str, form: Form, *, posted: bool) -> tuple[Snippet, ...]:
    """Return the request of a query, `posted` where it does not fit an address."""
    wanted = _WANTED[form]
    way = "" if posted else " -L -G"
    curl = (
        f"curl -sS{way} {_shell(endpoint)} \\\n  -H {_shell(f'Accept: {wanted.media_type}')} \\\n"
        f"  --data-urlencode {_shell('query=' + query)}"
    )
    sent = "urlopen(Request(endpoint, asked.encode(), headers))"
    if not posted:
        sent = 'urlopen(Request(f"{endpoint}?{asked}", headers=headers))'
    accept = wanted.media_type if form is Form.GRAPH else _JSON
    python = (
        f"{_imports(form)}from urllib.parse import urlencode\n"
        "from urllib.request import Request, urlopen\n\n"
        f"endpoint = {_python(endpoint)}\nquery = {_python(query)}\n"
        f'asked = urlencode({{"query": query}})\nheaders = {{"Accept": {_python(accept)}}}\n'
        f"with {sent} as answer:\n{_PRINTED[form]}"
    )
    return Snippet("curl", curl), Snippet("Python", python)


def of_question(address: str, asked: str, form: Format) -> tuple[Snippet, ...]:
    """Return the request of a stored question; `asked` is what was chosen, as a query string."""
    query = f"?{asked}" if asked else ""
    curl = f"curl -sSL {_shell(f'{address}.{form.suffix}{query}')}"
    json_form = BY_KEY["sparql-json"].suffix
    python = (
        "import json\nfrom urllib.request import urlopen\n\n"
        f"with urlopen({_python(f'{address}.{json_form}{query}')}) as answer:\n"
        f"{_PRINTED[Form.BINDINGS]}"
    )
    return Snippet("curl", curl), Snippet("Python", python)


def shared(endpoint: str, query: str) -> str:
    """Return the address of the answer to a query."""
    return f"{endpoint}?query={quote(query, safe='')}"


def _imports(form: Form) -> str:
    return "" if form is Form.GRAPH else "import json\n"


def _shell(text: str) -> str:
    """Return a text as a word of the shell (POSIX, Shell Command Language, 2.2.2)."""
    return "'" + text.replace("'", "'\\''") + "'"


def _python(text: str) -> str:
    """Return a text as Python writes it, over several lines where it has them."""
    if "\n" not in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    # A quote at the end would join those that end the text.
    closed = escaped[:-1] + '\\"' if escaped.endswith('"') else escaped
    return f'"""{closed}"""'
