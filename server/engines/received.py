"""Received: the table that another endpoint sent, read to its end and written anew as our own.

The other side is always asked for SPARQL JSON, which shows by itself whether it is whole; CSV and
TSV that are cut off at the end of a line do not.
"""

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from server.errors import NotAcceptableError
from server.formats import Form
from server.sparql.tabular import write


def rewrite(body: bytes, form: Form, key: str, about: str) -> tuple[bytes, int]:
    """Read SPARQL JSON and write it in the format with this key; return that and the rows.

    Raises `ValueError` when it is not SPARQL JSON of this form to its last bracket, and as
    `server.sparql.tabular.write`.
    """
    try:
        return _rewrite(body, form, key, about)
    except (SyntaxError, ValueError) as error:
        failure: Exception = ValueError(str(error))
    except (OverflowError, NotAcceptableError) as error:
        failure = error.with_traceback(None)
    # Out here, since where it was raised the reader is held, which only this thread may drop.
    raise failure


def _rewrite(body: bytes, form: Form, key: str, about: str) -> tuple[bytes, int]:
    result = parse_query_results(body, format=QueryResultsFormat.JSON)
    wanted = QuerySolutions if form is Form.BINDINGS else QueryBoolean
    if not isinstance(result, wanted) or not body.rstrip().endswith(b"}"):
        raise ValueError("this is not the whole answer to that kind of query")
    return write(result, key, about)
