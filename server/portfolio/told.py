"""Told: a list and what came of it for programs, as plain values for JSON; pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from server.portfolio.comparing import Comparison, Coverage
from server.portfolio.findings import Finding, conforms

#: The most findings that are told.
FINDINGS_MAXIMUM: Final = 1_000
#: IRI -> its name by language.
Names: TypeAlias = Callable[[str], Mapping[str, str]]


def verdict(findings: Iterable[Finding], names: Names) -> dict[str, Any]:
    """Return what is to be said of a list."""
    found = list(findings)
    return {
        "conforms": conforms(found),
        "more": max(0, len(found) - FINDINGS_MAXIMUM),
        "findings": [
            {
                "severity": finding.severity.name.lower(),
                "line": finding.line or None,
                "about": finding.about or None,
                "value": finding.value or None,
                "rule": finding.rule,
                "message": dict(zip(("nl", "en"), finding.messages, strict=True)),
                "meant": _named(finding.meant, names),
            }
            for finding in found[:FINDINGS_MAXIMUM]
        ],
    }


def answer(
    found: Comparison, findings: Iterable[Finding], link: str, names: Names
) -> dict[str, Any]:
    """Return a list beside the landscape; `link` is the path that holds it, "" for none."""
    return {
        "link": link or None,
        "counts": {
            "products": len(found.products),
            "components": len(found.components),
            **{str(coverage): found.count(coverage) for coverage in Coverage},
            "connections": len(found.connections),
            "unfinished": found.unfinished,
        },
        "products": [
            {
                "name": product.name,
                "supplier": product.supplier or None,
                "users": list(product.users),
                "components": _named(product.components, names),
                "unknown": list(product.unknown),
                "line": product.line,
            }
            for product in found.products
        ],
        "components": [
            {
                "id": one.component.iri,
                "name": names(one.component.iri),
                "layer": one.component.layer or None,
                "partOf": one.component.holder or None,
                "coverage": one.coverage,
                "products": [product.name for product in one.products],
            }
            for one in found.components
        ],
        "connections": [
            {
                "id": connection.flow.iri,
                "name": names(connection.flow.iri),
                "view": connection.flow.view,
                "from": list(connection.flow.sources),
                "via": list(connection.flow.via),
                "to": list(connection.flow.targets),
                "missing": list(connection.missing),
                "standards": [use.standard for use in connection.flow.uses],
            }
            for connection in found.connections
        ],
        "ends": _ends(found, names),
        "standards": [
            {"id": standard, "name": names(standard), "connections": len(uses)}
            for standard, uses in found.standards().items()
        ],
        **verdict(findings, names),
    }


def _named(iris: Iterable[str], names: Names) -> list[dict[str, Any]]:
    return [{"id": iri, "name": names(iri)} for iri in iris]


def _ends(found: Comparison, names: Names) -> list[dict[str, Any]]:
    """Return what connections run between, each once: most products would be named a hundred times.

    An element that stands for others has the products of those.
    """
    at = {iri: products for each in found.connections for iri, products in each.at.items()}
    return [
        {"id": iri, "name": names(iri), "products": [product.name for product in products]}
        for iri, products in at.items()
    ]
