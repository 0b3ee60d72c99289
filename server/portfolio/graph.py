"""Graph: a list as Turtle, and what the rules found in it as a report of SHACL (3.6); pure."""

from collections.abc import Iterable, Iterator

from server.namespaces import EXTERNAL, RDF_TYPE, SH, gemma
from server.portfolio.findings import Finding, conforms
from server.portfolio.products import Product
from server.portfolio.statements import (
    OFFERS,
    PRODUCT,
    SUPPLIED_BY,
    SUPPLIER,
    USED_BY,
    USER,
    Terms,
)
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Triple, lang
from server.search.folding import fold


def turtle(products: Iterable[Product], terms: Terms) -> bytes:
    """Return a list as Turtle; its things have addresses relative to wherever it stands."""
    heads = (("gemma", gemma(terms.base)), ("rdfs", EXTERNAL["rdfs"]))
    blocks = ["\n".join(f"@prefix {prefix}: <{start}> ." for prefix, start in heads)]
    minted: dict[tuple[str, str], str] = {}
    taken: set[str] = set()

    def mint(kind: str, name: str) -> str:
        """Return the relative IRI of a new thing."""
        slug = fold(name[:60]).replace(" ", "-") or kind.lower()
        while slug in taken:
            slug += f"-{len(minted) + 1}"
        taken.add(slug)
        return f"<#{slug}>"

    def party(kind: str, name: str) -> str:
        """Return the IRI of a party, described when it is first named."""
        if (kind, name) not in minted:
            minted[kind, name] = mint(kind, name)
            blocks.append(
                f"{minted[kind, name]} a gemma:{kind} ;\n    rdfs:label {Literal(name)} ."
            )
        return minted[kind, name]

    for product in products:
        iri = minted[PRODUCT, str(len(minted))] = mint(PRODUCT, product.name)
        said = [f"{iri} a gemma:{PRODUCT}"]
        said += [f"rdfs:label {Literal(product.name)}"] * bool(product.name)
        said += [f"gemma:{SUPPLIED_BY} {party(SUPPLIER, n)}" for n in (product.supplier,) if n]
        said += [f"gemma:{USED_BY} {party(USER, name)}" for name in product.users]
        offered = (*map(NamedNode, product.components), *map(Literal, product.unknown))
        said += [f"gemma:{OFFERS} {term}" for term in offered]
        blocks.append(" ;\n    ".join(said) + " .")
    return "\n\n".join([*blocks, ""]).encode()


def report(findings: Iterable[Finding]) -> Iterator[Triple]:
    """Return the report; what was met in reading is no matter of SHACL, so it is not in it."""
    found = [finding for finding in findings if finding.component]
    top = BlankNode("report")
    yield _said(top, RDF_TYPE, NamedNode(SH + "ValidationReport"))
    yield _said(top, SH + "conforms", Literal(conforms(found)))
    for number, finding in enumerate(found):
        node = BlankNode(f"result{number}")
        severity = finding.severity.name.capitalize()
        yield _said(top, SH + "result", node)
        yield _said(node, RDF_TYPE, NamedNode(SH + "ValidationResult"))
        yield _said(node, SH + "focusNode", finding.focus or top)
        yield _said(node, SH + "resultPath", NamedNode(finding.path))
        if finding.term is not None:
            yield _said(node, SH + "value", finding.term)
        yield _said(node, SH + "sourceShape", NamedNode(finding.rule))
        yield _said(node, SH + "sourceConstraintComponent", NamedNode(finding.component))
        yield _said(node, SH + "resultSeverity", NamedNode(SH + severity))
        for language, message in zip(("nl", "en"), finding.messages, strict=True):
            yield _said(node, SH + "resultMessage", lang(message, language))


def _said(subject: BlankNode, predicate: str, value: Object) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
