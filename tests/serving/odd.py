"""A release that is large in one place and hostile in others, for what the tiny one cannot show."""

from typing import Final

#: Members of the collection `note`: two pages and one.
NOTES: Final = 1_001
_JAVASCRIPT: Final = "javascript:alert(document.domain)"
#: What a page must show as text, whatever it is put in.
LABEL: Final = "</title></script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"

_notes = "\n".join(
    f'<id/note/n-{number:04}> a gemma:ViewNote ; skos:prefLabel "Noot {number}"@nl ;'
    f" gemma:position {number} ."
    for number in range(1, NOTES + 1)
)
_label = LABEL.replace('"', '\\"')

MORE: Final = {
    "landschap": f"""
{_notes}
element:kwaad a gemma:ReferenceComponent , <{_JAVASCRIPT}> ;
    skos:prefLabel "{_label}"@nl , "{_label}"@en ; skos:definition "{_label}"@nl ;
    skos:notation "=HYPERLINK(\\"https://example.org\\")" , "a,b;\\"c\\"\\r\\nd" ;
    skos:inScheme <{_JAVASCRIPT}> , <data:text/html,x> , <vbscript:x> ;
    gemma:partOf <{_JAVASCRIPT}> ; <{_JAVASCRIPT}> element:balie ;
    rdfs:seeAlso <https://example.org/é?ł=b> , <http:javascript> , <JAVASCRIPT:x> , <//x.example/> .
<id/view/kwaad> a gemma:View ; skos:prefLabel "{_label}"@nl ; gemma:title "{_label}"@nl .
<id/node/kwaad> a gemma:ViewNode ; gemma:nodeOf <id/view/kwaad> ; gemma:represents <{_JAVASCRIPT}> ;
    gemma:x 10 ; gemma:y 10 ; gemma:width 160 ; gemma:height 60 ; skos:prefLabel "{_label}"@nl .
""",
    "catalog": f"""
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
dataset:catalogus dct:license <{_JAVASCRIPT}> , <https://example.org/licentie/é> ;
    dct:modified "2026-11-21"^^xsd:date ;
    dcat:contactPoint <id/organisation/wij> .
<id/organisation/wij> a gemma:Organisation ; skos:prefLabel "Wij"@nl ;
    vcard:hasEmail <mailto:wij@example.org> ;
    vcard:hasURL <{_JAVASCRIPT}> , <https://example.org/> .
""",
}
