"""Twelve types of query; each text is new, as `number` makes it ask about something else."""

from collections.abc import Callable, Mapping

from server.settings import DEFAULT_BASE as BASE

TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples"
_PREFIXES = (
    f"PREFIX gemma: <{BASE}def#> PREFIX e: <{BASE}id/element/> PREFIX view: <{BASE}id/view/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)


def _same(text: str) -> Callable[[int, int], str]:
    """Return a query about element N or view V of that many; M makes the text new."""

    def made(number: int, elements: int) -> str:
        return _PREFIXES + text.replace("@N", str(number * 7919 % elements)).replace(
            "@O", str(number * 104_729 % elements)
        ).replace("@V", str(number % 50)).replace("@M", str(1_000_000 + number))

    return made


#: name -> (a query of that type, the form of its answer).
TYPES: Mapping[str, tuple[Callable[[int, int], str], str]] = {
    name: (_same(text), accept)
    for name, text, accept in (
        ("label look-up", "SELECT ?l { e:e@N skos:prefLabel ?l } LIMIT @M", TABLE),
        (
            "two-step join",
            "SELECT ?f ?l { ?f gemma:flowSource e:e@N ; gemma:flowTarget ?t . "
            "?t skos:prefLabel ?l } LIMIT @M",
            TABLE,
        ),
        (
            "flows of a view",
            "SELECT ?f ?s ?t { ?f gemma:flowOf view:v@V ; gemma:flowSource ?s ; "
            "gemma:flowTarget ?t } ORDER BY ?f LIMIT 50 OFFSET @N",
            TABLE,
        ),
        ("path", "SELECT ?up { e:e@N gemma:partOf+ ?up } LIMIT @M", TABLE),
        ("count", "SELECT (COUNT(*) AS ?n) { ?f gemma:flowOf view:v@V } LIMIT @M", TABLE),
        (
            "count by layer",
            "SELECT ?layer (COUNT(?e) AS ?n) { ?e gemma:layer ?layer } GROUP BY ?layer LIMIT @M",
            TABLE,
        ),
        (
            "text filter",
            "SELECT ?e { ?e a gemma:ReferenceComponent ; skos:prefLabel ?l "
            'FILTER (CONTAINS(LCASE(?l), "zaak @N")) } LIMIT 20',
            TABLE,
        ),
        (
            "optionals",
            "SELECT ?l ?d ?n { e:e@N skos:prefLabel ?l OPTIONAL { e:e@N skos:definition ?d } "
            "OPTIONAL { e:e@N skos:note ?n } } LIMIT @M",
            TABLE,
        ),
        (
            "construct",
            "CONSTRUCT { ?a gemma:flowsTo ?b } WHERE { ?f gemma:flowOf view:v@V ; "
            "gemma:flowSource ?a ; gemma:flowTarget ?b } LIMIT 100 OFFSET @N",
            GRAPH,
        ),
        ("describe", "DESCRIBE e:e@N e:e@O", GRAPH),
        (
            "values join",
            "SELECT ?e ?l ?layer { VALUES ?e { e:e@N e:e@O e:e1 e:e2 } "
            "?e skos:prefLabel ?l ; gemma:layer ?layer } LIMIT @M",
            TABLE,
        ),
        ("dump of 20,000", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20000 OFFSET @V", TABLE),
    )
}
