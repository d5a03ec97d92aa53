"""The verdict of a file knows the territory of the organisation that publishes it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import due
from ckanext.datagrandest.quality.places import area_of_package

SQUARE = "ST_Multi(ST_MakeEnvelope(6.38, 48.12, 6.53, 48.24, 4326))"
PLACES = b"code_insee,lon,lat\n88160,6.45,48.17\n67482,7.75,48.57\n"


@pytest.fixture
def answers_for_epinal(organization):
    """The organisation answers for Épinal."""
    context = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("organization_patch", context, id=organization["id"], territories=["commune:88160"])


@pytest.fixture
def contour(organization):
    """A rectangle stands for the contour of Épinal."""
    model.Session.execute(
        text(
            "INSERT INTO dge_territory (code, kind, insee, name, postcodes, members, names, others, context, geometry)"
            f" VALUES ('commune:88160', 'commune', '88160', 'Epinal', '{{}}', '{{}}', '', '', '', {SQUARE})"
            f" ON CONFLICT (code) DO UPDATE SET geometry = {SQUARE}"
        )
    )
    model.Session.commit()


def remarks(shown):
    return [(one["code"], one["row"], one["field"]) for one in shown["report"]["warnings"]]


@pytest.mark.usefixtures("answers_for_epinal", "contour")
def test_rows_elsewhere_are_remarked(upload, judge):
    shown = judge(upload(PLACES, name="lieux.csv")["id"])
    assert shown["state"] == "valid"
    assert remarks(shown) == [
        ("commune-outside-territory", 3, "code_insee"),
        ("position-outside-territory", 3, "lon"),
    ]


@pytest.mark.usefixtures("answers_for_epinal")
def test_it_is_said_when_no_contour_is_known(upload, judge):
    model.Session.execute(text("UPDATE dge_territory SET geometry = NULL"))
    model.Session.commit()
    assert ("positions-not-checked", None, "lon") in remarks(judge(upload(PLACES, name="lieux.csv")["id"]))


def test_an_organisation_without_territory_is_judged_without(upload, judge):
    resource = upload(PLACES, name="lieux.csv")
    assert area_of_package(resource["package_id"]) is None
    assert remarks(judge(resource["id"])) == []


@pytest.mark.parametrize(("field", "value"), [("territories", ["commune:88160"]), ("siret", "21880413600016")])
def test_files_are_judged_again_when_their_organisation_changes_what_their_verdict_depends_on(
    organization, upload, judge, field, value
):
    resource = upload(PLACES, name="lieux.csv")
    judge(resource["id"])
    context = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("organization_patch", context, id=organization["id"], description="Autre chose")
    assert [asked.id for asked in due.due()] == []
    helpers.call_action("organization_patch", context, id=organization["id"], **{field: value})
    assert [asked.id for asked in due.due()] == [resource["id"]]
    judge(resource["id"])
    assert [asked.id for asked in due.due()] == []
