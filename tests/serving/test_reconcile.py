"""Reconciliation Service API 0.2 (Final Community Group Report, 2023): its rules, on a real server.

The shapes below say what the text asks of each answer; none is copied from it.
"""

import json
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest

from server.search.batch import IDS_MAXIMUM, LIMIT_MAXIMUM, QUERIES_MAXIMUM
from tests.serving import tiny
from tests.serving.running import Reply, Web
from tests.serving.test_pages import Page

FORM = "application/x-www-form-urlencoded"
BALIE = f"{tiny.BASE}id/element/balie"
COMPONENT = f"{tiny.BASE}def#ReferenceComponent"
SERVICES = pytest.mark.parametrize("service", ["/reconcile", "/reconcile/en"])


def made_of(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": "^https?://"}
NAMED = made_of({"id": TEXT, "name": TEXT})
TYPE = made_of({"id": TEXT, "name": TEXT, "broader": listed(NAMED)}, ("broader",))
SERVICE = made_of({"service_url": URI, "service_path": {"type": "string", "pattern": "^/"}})
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
SIZE = {"type": "integer", "minimum": 1}
MANIFEST = made_of(
    {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": URI,
        "schemaSpace": URI,
        "documentation": URI,
        "logo": URI,
        "serviceVersion": TEXT,
        "defaultTypes": listed(TYPE),
        "view": made_of({"url": TEMPLATE}),
        "preview": made_of({"url": TEMPLATE, "width": SIZE, "height": SIZE}),
        "suggest": made_of({"entity": SERVICE, "property": SERVICE, "type": SERVICE}),
        "extend": made_of({"propose_properties": SERVICE, "property_settings": listed({})}),
        "batchSize": SIZE,
    }
)
FEATURE = made_of({"id": TEXT, "value": {"type": ["number", "boolean"]}})
CANDIDATE = made_of(
    {
        "id": TEXT, "name": TEXT, "description": {"type": "string"}, "type": listed(NAMED),
        "score": {"type": "number"}, "match": {"type": "boolean"}, "features": listed(FEATURE),
    }
)  # fmt: skip
RESULTS = {
    "type": "object",
    "additionalProperties": made_of({"result": listed(CANDIDATE)}),
}
VALUE = {"oneOf": [NAMED, made_of({"str": {"type": "string"}})]}
ROW = {"type": "object", "additionalProperties": listed(VALUE)}
EXTENDED = made_of(
    {"meta": listed(NAMED), "rows": {"type": "object", "additionalProperties": ROW}}
)  # fmt: skip
ENTITIES = made_of(
    {
        "result": listed(
            made_of(
                {"id": TEXT, "name": TEXT, "description": {"type": "string"},
                 "notable": listed(NAMED)}
            )
        )
    }
)  # fmt: skip
SUGGESTED = {
    "entity": ENTITIES,
    "property": made_of({"result": listed(NAMED)}),
    "type": made_of({"result": listed(NAMED)}),
}


def fit(reply: Reply, shape: dict[str, Any]) -> Any:
    """The JSON of an answer, once it has this shape."""
    assert (reply.status, reply.type) == (200, "application/json"), reply.text
    found = json.loads(reply.text)
    jsonschema.validate(found, shape)
    return found


def post(web: Web, service: str = "/reconcile", **given: Any) -> Reply:
    body = urlencode({name: json.dumps(value) for name, value in given.items()})
    return web.send(service, None, "POST", body.encode(), Content_Type=FORM)


def found(web: Web, query: dict[str, Any], service: str = "/reconcile") -> list[dict[str, Any]]:
    return list(fit(post(web, service, queries={"q": query}), RESULTS)["q"]["result"])


@SERVICES
def test_without_parameters_it_says_what_it_is(web: Web, service: str) -> None:
    """Service Manifest; its spaces are where our identifiers and classes begin."""
    said = fit(web.send(service), MANIFEST)
    assert BALIE.startswith(said["identifierSpace"]) and COMPONENT.startswith(said["schemaSpace"])
    names = {kind["id"]: kind["name"] for kind in said["defaultTypes"]}
    wanted = "Reference component" if service.endswith("en") else "Referentiecomponent"
    assert names[COMPONENT] == wanted
    assert said["batchSize"] == QUERIES_MAXIMUM


@SERVICES
def test_what_it_offers_is_there(web: Web, service: str) -> None:
    """View template, Preview Metadata, Suggest Metadata, Data Extension Metadata."""
    said = json.loads(web.send(service).text)
    identifier = quote(BALIE, safe="")

    def local(address: str) -> str:
        assert address.startswith(tiny.BASE)
        return "/" + address.removeprefix(tiny.BASE).replace("{{id}}", identifier)

    page = web.send(local(said["view"]["url"]))
    mark = ".en.html" if service.endswith("en") else ""
    assert (page.status, page.headers["location"]) == (303, f"/doc/element/balie{mark}")
    assert web.send(local(said["preview"]["url"])).type == "text/html"
    for name, shape in SUGGESTED.items():
        offered = said["suggest"][name]
        path = local(offered["service_url"] + offered["service_path"])
        assert fit(web.send(f"{path}?prefix=la"), shape)["result"] or name == "type"
    offered = said["extend"]["propose_properties"]
    path = local(offered["service_url"] + offered["service_path"])
    assert web.send(f"{path}?type={quote(COMPONENT, safe='')}").status == 200


@SERVICES
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_batch_is_answered_by_name(web: Web, service: str, method: str) -> None:
    """Sending Reconciliation Queries to a Service; candidates sorted by decreasing score."""
    batch = {
        "q0": {"query": "balie"},
        "été \ud800": {"query": "Laag", "limit": 1},
        "q2": {"query": "zzz"},
    }
    if method == "POST":
        reply = post(web, service, queries=batch)
        assert "etag" not in reply.headers and reply.headers["cache-control"] == "no-cache"
    else:
        reply = web.send(f"{service}?{urlencode({'queries': json.dumps(batch)})}")
        assert "etag" in reply.headers
    results = fit(reply, RESULTS)
    assert results.keys() == batch.keys()
    assert reply.headers["access-control-allow-origin"] == "*"
    first = results["q0"]["result"][0]
    assert (first["id"], first["score"], first["match"]) == (BALIE, 100, True)
    assert first["name"] == ("Counter" if service.endswith("en") else "Balie")
    assert len(results["été \ud800"]["result"]) == 1 and results["q2"]["result"] == []
    for result in results.values():
        scores = [candidate["score"] for candidate in result["result"]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", [BALIE, "element/balie", "Balie", "COUNTER"])
def test_a_name_or_an_identifier_finds_the_thing(web: Web, text: str) -> None:
    """A Note on Candidate Retrieval and Scoring."""
    first = found(web, {"query": text})[0]
    assert (first["id"], first["match"]) == (BALIE, True)


def test_what_was_withdrawn_is_what_came_in_its_place_or_nothing(web: Web) -> None:
    for text in ("Loket", "element/loket", f"{tiny.BASE}id/element/loket"):
        assert found(web, {"query": text})[0]["id"] == BALIE, text
    assert all("kaartenbak" not in each["id"] for each in found(web, {"query": "Kaartenbak"}))
    assert found(web, {"query": "element/kaartenbak"}) == []


def test_what_is_not_sure_is_no_match(web: Web) -> None:
    """A mistake, more words than the name, and a name that two things have."""
    for text in ("Baliee", "Balie van leverancier X"):
        first = found(web, {"query": text})[0]
        assert first["id"] == BALIE and not first["match"] and 50 < first["score"] < 100, first
    twice = found(web, {"query": "Laag"})
    assert [each["score"] for each in twice[:2]] == [100, 100]
    assert not any(each["match"] for each in twice)


def test_a_type_keeps_to_its_things(web: Web) -> None:
    """`type` is one identifier or a list of them; `type_strict` says how it is meant."""
    function = f"{tiny.BASE}def#BusinessFunction"
    assert found(web, {"query": "balie", "type": COMPONENT})[0]["match"]
    assert found(web, {"query": "balie", "type": [COMPONENT, function]})[0]["match"]
    assert found(web, {"query": "balie", "type": [{"id": COMPONENT}]})[0]["match"]
    assert found(web, {"query": "balie", "type": function}) == []
    both = {"query": "balie", "type": [COMPONENT, function], "type_strict": "all"}
    assert found(web, both) == []
    rather = found(web, {"query": "balie", "type": function, "type_strict": "should"})[0]
    assert rather["id"] == BALIE and rather["score"] == 50 and not rather["match"]


def test_properties_count_in_the_score(web: Web) -> None:
    """A property has one value or several, as text or as an entity."""
    right = ["Backoffice", "back office", {"id": f"{tiny.BASE}id/concept/laag-backoffice"}]
    for value in (*right, ["Frontoffice", right[2]]):
        first = found(web, {"query": "balie", "properties": [{"pid": "layer", "v": value}]})[0]
        assert (first["score"], first["match"]) == (100, True), value
        shares = {each["id"]: each["value"] for each in first["features"]}
        assert shares == {"name_similarity": 1, "properties_share": 1}
    wrong = {"pid": "layer", "v": "Frontoffice"}
    first = found(web, {"query": "balie", "properties": [wrong]})[0]
    assert first["score"] < 100 and not first["match"]
    half = found(web, {"query": "balie", "properties": [wrong, {"pid": "name-en", "v": "counter"}]})
    assert first["score"] < half[0]["score"] < 100


def test_properties_alone_find_what_has_them(web: Web) -> None:
    """`query` may be left out; then nothing is sure."""
    only = found(web, {"properties": [{"pid": "part-of", "v": "Burgerzaken"}]})
    assert [each["id"] for each in only] == [BALIE] and not only[0]["match"]


def test_an_odd_cell_does_not_spoil_a_batch(web: Web) -> None:
    """Somebody's list has long texts and empty cells."""
    batch = {
        "long": {"query": "balie " * 400},
        "empty": {"query": "balie", "properties": [{"pid": "layer", "v": ""}]},
        "number": {"query": "balie", "properties": [{"pid": "layer", "v": 3}]},
    }
    results = fit(post(web, queries=batch), RESULTS)
    assert results["empty"]["result"][0]["match"]
    assert not results["number"]["result"][0]["match"]


def test_a_limit_is_kept(web: Web) -> None:
    assert len(found(web, {"query": "la", "limit": 2})) == 2
    assert len(found(web, {"query": "la", "limit": 10_000})) <= LIMIT_MAXIMUM


BAD_QUERIES: list[Any] = [
    [], {}, "balie", 3, {"q": "balie"}, {"q": {}}, {"q": {"query": ""}}, {"q": {"query": 3}},
    {"q": {"query": " "}}, {"q": {"query": "a", "limit": 0}},
    {"q": {"query": "a", "limit": 1.5}}, {"q": {"query": "a", "limit": "3"}},
    {"q": {"query": "a", "limit": True}},
    {"q": {"query": "a", "type": "Planeet"}}, {"q": {"query": "a", "type": [3]}},
    {"q": {"query": "a", "type_strict": "perhaps"}}, {"q": {"query": "a", "more": 1}},
    {"q": {"properties": []}}, {"q": {"properties": [{"pid": "layer"}]}},
    {"q": {"properties": [{"pid": "planeet", "v": "x"}]}},
    {"q": {"properties": [{"pid": "layer", "v": []}]}},
    {"q": {"properties": [{"pid": "layer", "v": [None]}]}},
    {"q": {"properties": [{"pid": "layer", "v": ["x"] * 50}]}},
    {"q": {"properties": [{"pid": "layer", "v": {"name": "x"}}]}},
]  # fmt: skip
BAD_EXTENSIONS: list[Any] = [
    [], {}, {"ids": [], "properties": 3}, {"ids": [3], "properties": []},
    {"ids": [], "properties": [{}]}, {"ids": [], "properties": [{"id": "planeet"}]},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_QUERIES, ids=repr)
def test_a_wrong_batch_is_refused_with_the_reason(web: Web, bad: Any) -> None:
    """Error Handling: a status that fits; it says which query and what of it."""
    reply = post(web, queries=bad)
    assert reply.status == 400 and "queries" in json.loads(reply.text)["detail"]


@pytest.mark.parametrize("bad", BAD_EXTENSIONS, ids=repr)
def test_a_wrong_extension_is_refused_with_the_reason(web: Web, bad: Any) -> None:
    reply = post(web, extend=bad)
    assert reply.status == 400 and "extend" in json.loads(reply.text)["detail"]


@pytest.mark.parametrize(
    "body",
    ["queries=", "queries={", "queries=NaN", "queries=" + "[" * 100_000, "x=1", "",
     "queries={}&queries={}", "queries={}&extend={}", "queries=%7B%22q%22%3A1e999%7D",
     "queries={\"q\":{\"query\":\"a\",\"limit\":1e999}}", "callback=x&queries={}", "queries=%ff"],
)  # fmt: skip
def test_what_is_no_batch_is_refused(web: Web, body: str) -> None:
    reply = web.send("/reconcile", None, "POST", body.encode(), Content_Type=FORM)
    assert (reply.status, reply.type) == (400, "application/problem+json")


def test_too_much_is_refused(web: Web) -> None:
    """Service Manifest, batchSize: larger batches may be answered with 413."""
    many = {str(number): {"query": "balie"} for number in range(QUERIES_MAXIMUM + 1)}
    assert post(web, queries=many).status == 413
    ids = ["element/balie"] * (IDS_MAXIMUM + 1)
    assert post(web, extend={"ids": ids, "properties": [{"id": "layer"}]}).status == 413
    assert post(web, queries={"q": {"query": "a" * 300_000}}).status == 413
    reply = web.send("/reconcile", None, "POST", b"{}", Content_Type="application/json")
    assert reply.status == 415


@SERVICES
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_values_of_properties_are_fetched(web: Web, service: str, method: str) -> None:
    """Data Extension Query Requests and Responses: a row for each identifier as it was given."""
    english = service.endswith("en")
    ids = [BALIE, "element/reisdocumenten", "https://example.org/x", "<>"]
    keys = ["kind", "layer", "part-of", "definition", "number", "name-en"]
    asked = {"ids": ids, "properties": [{"id": key} for key in keys]}
    if method == "POST":
        reply = post(web, service, extend=asked)
    else:
        reply = web.send(f"{service}?{urlencode({'extend': json.dumps(asked)})}")
    said = fit(reply, EXTENDED)
    assert [each["id"] for each in said["meta"]] == keys and list(said["rows"]) == ids
    layer = {"id": f"{tiny.BASE}id/concept/laag-backoffice",
             "name": "Back office" if english else "Backoffice"}  # fmt: skip
    assert said["rows"][BALIE] == {
        "kind": [{"str": "Reference component" if english else "Referentiecomponent"}],
        "layer": [layer],
        "part-of": [{"id": f"{tiny.BASE}id/element/burgerzaken",
                     "name": "Civil affairs" if english else "Burgerzaken"}],
        "definition": [{"str": "Helps at the counter." if english else "Helpt aan de balie."}],
        "number": [],
        "name-en": [{"str": "Counter"}],
    }  # fmt: skip
    assert said["rows"]["element/reisdocumenten"]["part-of"][0]["id"] == BALIE
    for unknown in ids[2:]:
        assert set(map(len, said["rows"][unknown].values())) == {0}


def test_properties_are_proposed_for_a_type(web: Web) -> None:
    """Data Extension Property Proposals: those that things of the type have, at most so many."""
    shape = made_of(
        {"type": {"type": "string"}, "limit": SIZE, "properties": listed(NAMED)}, ("limit",)
    )
    path = f"/reconcile/properties?type={quote(COMPONENT, safe='')}"
    keys = [each["id"] for each in fit(web.send(path), shape)["properties"]]
    assert {"kind", "layer", "part-of", "definition"} <= {*keys} and "principle" not in keys
    said = fit(web.send(f"{path}&limit=2"), shape)
    assert said["limit"] == 2 and [each["id"] for each in said["properties"]] == keys[:2]
    for wrong in ("type=planeet", "limit=x", "limit=-1"):
        assert web.send(f"/reconcile/properties?{wrong}").status == 400


@pytest.mark.parametrize(
    ("what", "prefix", "identifier"),
    [
        ("entity", "bal", BALIE), ("entity", BALIE, BALIE), ("entity", "element/balie", BALIE),
        ("property", "onder", "part-of"), ("property", "part-of", "part-of"),
        ("type", "referentie", COMPONENT), ("type", COMPONENT, COMPONENT),
    ],
)  # fmt: skip
def test_suggestions_begin_as_what_was_typed(
    web: Web, what: str, prefix: str, identifier: str
) -> None:
    """General Expectations about Suggest Services: by name and by identifier."""
    path = f"/reconcile/suggest/{what}?{urlencode({'prefix': prefix})}"
    first = fit(web.send(path), SUGGESTED[what])["result"]
    assert first[0]["id"] == identifier
    rest = fit(web.send(f"{path}&cursor=1"), SUGGESTED[what])["result"]
    assert rest[: len(first) - 1] == first[1:]


@pytest.mark.parametrize(
    "path",
    ["suggest/entity", "suggest/entity?prefix=a&cursor=x", "suggest/type?prefix=" + "a" * 300],
)
def test_a_wrong_suggestion_is_refused(web: Web, path: str) -> None:
    assert web.send(f"/reconcile/{path}").status == 400
    assert web.send("/reconcile/suggest/planet?prefix=a").status == 404


@SERVICES
def test_a_preview_may_stand_in_a_frame_and_nothing_else_may(web: Web, service: str) -> None:
    """Preview Queries; CSP Level 3, 6.4.2. Its links lead out of the frame."""
    reply = web.send(f"{service}/preview?id={quote(BALIE, safe='')}")
    assert "frame-ancestors *" in reply.headers["content-security-policy"]
    assert "x-frame-options" not in reply.headers
    page = Page(reply.text)
    assert page.all("html")[0]["lang"] == ("en" if service.endswith("en") else "nl")
    assert [link["target"] for link in page.all("a")] == ["_blank"] and not page.all("script")
    for other in (
        f"{service}/preview?id=x",
        f"{service}/view?id={quote(BALIE, safe='')}",
        "/search",
    ):
        refused = web.send(other)
        assert "frame-ancestors 'none'" in refused.headers["content-security-policy"]
        assert refused.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("identifier", ["", "x", "javascript:alert(1)", "element/weg", "<>"])
def test_what_is_no_thing_has_no_preview(web: Web, identifier: str) -> None:
    for path in ("preview", "view"):
        assert web.send(f"/reconcile/{path}?id={quote(identifier, safe='')}").status == 404
