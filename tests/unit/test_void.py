"""VoID: what is named as an example can be looked at."""

from rdflib import RDF, URIRef

from scripts import void
from server.namespaces import VOID, gemma

B = "https://data.voorbeeld.nl/"


def test_what_was_withdrawn_is_no_example() -> None:
    """Its address answers 410: nothing to show who wants an impression (VoID, 4.2)."""
    about, element = URIRef(B + "id/graph/herkomst"), URIRef(B + "id/element/balie")
    gone = [URIRef(f"{B}id/element/weg-{number}") for number in range(3)]
    triples = {(element, RDF.type, URIRef(gemma(B) + "Element"))}
    triples |= {(thing, RDF.type, URIRef(gemma(B) + "WithdrawnResource")) for thing in gone}
    said = void.figures(about, triples, B)
    examples = [value for _, predicate, value in said if str(predicate) == VOID + "exampleResource"]
    assert examples == [element]
