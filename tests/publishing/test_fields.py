"""What the catalogue says becomes a portal's words, or a reason that names the term."""

from dataclasses import replace

import pytest

from scripts.publishing import codes
from scripts.publishing.aanlever_fields import dcat
from scripts.publishing.changes import differences
from scripts.publishing.ckan_fields import donl
from scripts.publishing.fields import Announcement
from tests.publishing import trial
from tests.publishing.runs import LANDSCAPE, PRINCIPLES

GEO = "https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/"


def test_each_dataset_of_a_catalogue_once_and_no_versions() -> None:
    assert [d.iri for d in trial.datasets()] == [LANDSCAPE, PRINCIPLES]


def test_a_dataset_outside_every_catalogue_is_not_announced() -> None:
    assert len(trial.datasets("dcat:dataset dataset:principes , ", "dcat:dataset ")) == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (f"{GEO}cc0", "publicdomain/zero/1.0/"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "publicdomain/zero/1.0/"),
        (f"{GEO}naamsvermelding40", "licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by-sa/4.0/deed.nl", "licenses/by-sa/4.0/"),
    ],
)
def test_licences(said: str, code: str) -> None:
    assert codes.licence(said) == f"http://creativecommons.org/{code}deed.nl"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            'dct:title "Landschap"@nl',
            'dct:title "Landscape"@en',
            "title: needed, and the catalogue has no dct:title@nl",
        ),
        ("publicdomain/zero/1.0/", "licenses/by-nd/4.0/", "by-nd/4.0/ (dct:license) is not in"),
        ("data-theme/GOVE", "data-theme/ENER", "(dcat:theme) is not in the list"),
        ("language/NLD", "language/SPA", "language/SPA (dct:language) is not in the list"),
        ("access-right/PUBLIC", "access-right/SECRET", "(dct:accessRights) is not in the list"),
        (
            "skos:exactMatch",
            "rdfs:seeAlso",
            "publisher: needed, and the catalogue has no dct:publisher with",
        ),
        (
            "https://gemeenten.nl/loket",
            "https://loket.internal/",
            "https://loket.internal/ is under internal",
        ),
        (
            "dcat:accessURL <download/latest/landschap.ttl>",
            "dcat:accessURL <http://10.0.0.8/x>",
            "http://10.0.0.8/x is not https",
        ),
        (
            "download/latest/principes.nt",
            "download/latest/principes.ttl",
            "two files have this access URL",
        ),
        (f"{trial.EU}file-type/RDF_TURTLE", "text/turtle", "(dct:format) is not in the list"),
        (
            "dct:modified",
            "dct:available",
            "modified: needed, and the catalogue has no dct:modified",
        ),
    ],
)
def test_what_the_portal_would_refuse_is_said_beforehand(old: str, new: str, reason: str) -> None:
    reasons = [line for dataset in trial.datasets(old, new) for line in donl(dataset)[1]]
    assert any(reason in line for line in reasons), reasons


def test_who_made_it_answers_for_the_contents() -> None:
    """`authority`: who is responsible for the contents; `publisher`: for publication."""
    dataset = trial.datasets()[0]
    maker = replace(dataset.publisher, codes=("https://x.nl/", trial.PUBLISHER + "_2"))
    wanted, refusals = donl(replace(dataset, creators=(maker,)))
    assert refusals == [] and wanted.fields["authority"] == trial.PUBLISHER + "_2"
    assert wanted.fields["publisher"] == trial.PUBLISHER


def test_one_way_to_reach_somebody_is_needed() -> None:
    """Documentation of ckanext-dcatdonl, "Schema validation"."""
    dataset = trial.datasets()[0]
    nobody = replace(dataset.contact, email="", phone="", page="")
    assert donl(replace(dataset, contact=replace(nobody, phone="070")))[1] == []
    assert "is needed" in donl(replace(dataset, contact=nobody))[1][0]


def test_the_aanlever_api_has_limits_of_its_own() -> None:
    dataset = trial.datasets()[0]
    assert dcat(replace(dataset, description={"nl": "x" * 2000}))[1] == []
    assert "2000" in dcat(replace(dataset, description={"nl": "x" * 2001}))[1][0]
    unnamed = replace(dataset, publisher=replace(dataset.publisher, name={}))
    assert "dct:publisher with foaf:name@nl" in dcat(unnamed)[1][0]


def test_everything_that_is_said_is_announced() -> None:
    """Nothing that the catalogue says and a portal can hold gets lost for want of a row."""
    dataset = trial.datasets()[1]
    wanted, refusals = donl(dataset)
    assert refusals == [] and len(wanted.fields) == 26 and len(wanted.files) == 2
    assert len(wanted.files[f"{trial.BASE}download/latest/principes.ttl"]) == 14
    wanted, refusals = dcat(dataset)
    assert refusals == [] and len(wanted.fields) == 18


def test_differences_are_in_what_is_said_not_in_how() -> None:
    """Order in lists means nothing, nor whether a number is written as text."""
    now = Announcement({"a": ["x", "y"], "b": "1", "c": {"p": 1, "q": 2}}, {"u": {"size": "5"}})
    same = Announcement({"c": {"q": 2, "p": 1}, "b": 1, "a": ["y", "x"]}, {"u": {"size": 5}})
    assert differences(now, same) == []
    other = Announcement({"a": ["y", "z"], "c": {"p": 1}}, {"v": {"size": 5}})
    assert differences(now, other) == [
        "- a: x", "+ a: z", '- c: {"p": 1, "q": 2}', '+ c: {"p": 1}', "- b: 1",
        "- file u", "+ file v", "  + size: 5",
    ]  # fmt: skip
    assert differences(None, Announcement({"a": "x\ny"}, {})) == ["+ a: x\\ny"]
