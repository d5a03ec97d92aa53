"""French to the last string: every kind of page and mail is made in French, and no message is asked for without one.

Messages are recorded where gettext looks them up, so that an English sentence cannot hide in a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel import support

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer
from ckan.tests import factories

EXTENT = json.dumps({"type": "Polygon", "coordinates": [[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]})
#: What CKAN hands to gettext though it is data: nothing to translate.
DATA = re.compile(r"[\W\d_]*|[a-z_]+(:[a-z_]+)?|admin.*|Catalogue.*|CSV|WMS|[0-9]+ members|https?://.*")


class Recorder:
    """The messages that were looked up in French and have none."""

    def __init__(self) -> None:
        self.lacking: set[str] = set()
        self._french: set[str] | None = None

    def note(self, translations: support.Translations, message: str) -> None:
        known = message in translations._catalog or (message, 0) in translations._catalog
        if known or not translations._catalog or DATA.fullmatch(message):
            return
        if message not in self._answers(translations):
            self.lacking.add(message)

    def _answers(self, translations: support.Translations) -> set[str]:
        """The French itself: CKAN asks for some sentences twice, the second time for their translation."""
        if self._french is None:
            self._french = set(translations._catalog.values())
        return self._french


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Record every message without French while the test runs."""
    recorder = Recorder()
    single, plural = support.Translations.ugettext, support.Translations.ungettext

    def ugettext(self: support.Translations, message: str) -> str:
        recorder.note(self, message)
        return single(self, message)

    def ungettext(self: support.Translations, one: str, many: str, number: int) -> str:
        recorder.note(self, one)
        return plural(self, one, many, number)

    monkeypatch.setattr(support.Translations, "ugettext", ugettext)
    monkeypatch.setattr(support.Translations, "ungettext", ungettext)
    return recorder


@pytest.fixture
def content(clean_db: None, clean_index: None) -> dict[str, Any]:
    """One sysadmin, organisation, group, dataset with a file and a service, and a harvest source with a job."""
    admin = factories.SysadminWithToken(name="admin", fullname="admin")
    organization = factories.Organization(name="organisation", title="catalogue", user=admin, kind="commune")
    factories.Group(name="groupe", title="catalogue", user=admin)
    context = {"user": "admin", "ignore_auth": True}
    dataset = tk.get_action("package_create")(
        context,
        {
            "name": "jeu",
            "title": "catalogue",
            "owner_org": organization["id"],
            "notes": "texte",
            "license_id": "lov2",
            "themes": ["ENVI"],
            "territories": ["commune:88413", "departement:88", "region:44"],
            "frequency": "ANNUAL",
            "spatial": EXTENT,
            "temporal_coverage": [{"start": "2020", "end": "2024"}],
            "contacts": [{"role": "owner", "name": "service", "email": "a@example.org"}],
            "conformity": [{"title": "regle", "degree": "conformant"}],
            "access_rights": "PUBLIC",
            "scope": "dataset",
            "tags": [{"name": "eau"}],
            "resources": [
                {
                    "url": "https://example.org/a.csv",
                    "name": "fichier",
                    "format": "CSV",
                    "kind": "download",
                    "size": 2048,
                },
                {
                    "url": "https://example.org/wms",
                    "name": "vue",
                    "format": "WMS",
                    "kind": "service",
                    "protocol": "OGC:WMS",
                },
            ],
        },
    )
    source = tk.get_action("harvest_source_create")(
        context,
        {
            "name": "moisson",
            "title": "catalogue",
            "url": "https://example.org/csw",
            "source_type": "dge-csw",
            "owner_org": organization["id"],
            "frequency": "MANUAL",
        },
    )
    # the first entry in the index is made before the source has its state, which the list shows
    tk.get_action("harvest_source_reindex")(context, {"id": source["id"]})
    return {"dataset": dataset, "admin": admin}


PUBLIC_PAGES = [
    "/",
    "/dataset/",
    "/dataset/?q=rien-du-tout&themes_ss=ENVI",
    "/dataset/?ext_territory=commune:88413",
    "/dataset/jeu",
    "/dataset/jeu/resource/{file}",
    "/dataset/jeu/resource/{service}",
    "/dataset/activity/jeu",
    "/dataset/groups/jeu",
    "/organization/",
    "/organization/organisation",
    "/organization/about/organisation",
    "/organization/activity/organisation",
    "/group/",
    "/group/groupe",
    "/group/about/groupe",
    "/user/login",
    "/user/reset",
    "/about",
    "/aide",
    "/contact",
    "/mentions-legales",
    "/donnees-personnelles",
    "/accessibilite",
    "/pres-de-chez-vous",
    "/pres-de-chez-vous?q=metz",
    "/no-such-page",
    "/ckan-admin",
    "/harvest",
]
ADMIN_PAGES = [
    "/dataset/",
    "/dataset/jeu",
    "/dataset/new",
    "/dataset/edit/jeu",
    "/dataset/jeu/resource/new",
    "/dataset/jeu/resource/{file}",
    "/dataset/jeu/resource/{file}/edit",
    "/dataset/jeu/resource/{file}/views",
    "/dataset/resources/jeu",
    "/dataset/followers/jeu",
    "/dataset/groups/jeu",
    "/organization/new",
    "/organization/edit/organisation",
    "/organization/manage_members/organisation",
    "/organization/member_new/organisation",
    "/organization/bulk_process/organisation",
    "/organization/members/organisation",
    "/group/new",
    "/group/edit/groupe",
    "/group/manage_members/groupe",
    "/user/",
    "/user/register",
    "/user/admin",
    "/user/edit/admin",
    "/user/admin/api-tokens",
    "/user/activity/admin",
    "/dashboard/",
    "/dashboard/datasets",
    "/dashboard/groups",
    "/dashboard/organizations",
    "/ckan-admin/",
    "/ckan-admin/config",
    "/ckan-admin/trash",
    "/harvest",
    "/harvest/new",
    "/harvest/moisson",
    "/harvest/about/moisson",
    "/harvest/edit/moisson",
    "/harvest/admin/moisson",
    "/harvest/moisson/job",
]


def visit(app: Any, addresses: list[str], content: dict[str, Any], headers: dict[str, str]) -> Iterator[str]:
    file, service = (resource["id"] for resource in content["dataset"]["resources"])
    for address in addresses:
        answer = app.get(address.format(file=file, service=service), headers=headers, follow_redirects=True)
        if answer.status_code >= 500:
            yield f"{address}: {answer.status_code}"


@pytest.mark.parametrize(("pages", "logged_in"), [(PUBLIC_PAGES, False), (ADMIN_PAGES, True)], ids=["visitor", "admin"])
def test_every_kind_of_page_is_french(app, content, recorder, pages, logged_in):
    headers = {"Authorization": content["admin"]["token"]} if logged_in else {}
    assert list(visit(app, pages, content, headers)) == []
    assert sorted(recorder.lacking) == []


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/dataset/new", {"name": "", "title": "", "save": "", "_ckan_phase": "dataset_new_1"}),
        ("/organization/new", {"name": "É", "title": "", "siren": "1"}),
        ("/group/new", {"name": ""}),
        ("/user/register", {"name": "x", "email": "faux", "password1": "a", "password2": "b"}),
        ("/user/reset", {"user": ""}),
        ("/harvest/new", {"name": "", "url": "", "source_type": "dge-csw", "config": "{"}),
    ],
)
def test_what_a_form_refuses_is_said_in_french(app, content, recorder, address, data):
    headers = {"Authorization": content["admin"]["token"]}
    answer = app.post(address, data=data, headers=headers, follow_redirects=True)
    assert answer.status_code < 500
    assert sorted(recorder.lacking) == []


FOUND_NOTHING = {
    "dataset": "Aucun jeu de données",
    "harvest": "Aucune source",
    "group": "Aucun groupe",
    "organization": "Aucune organisation",
}
FOUND = {
    "dataset": ("jeu de données trouvé", "jeux de données trouvés"),
    "harvest": ("source trouvée", "sources trouvées"),
    "group": ("groupe trouvé", "groupes trouvés"),
    "organization": ("organisation trouvée", "organisations trouvées"),
}


@pytest.mark.parametrize("kind", FOUND)
@pytest.mark.parametrize("query", ["", "eau"])
def test_what_a_search_found_is_said_in_french(app, recorder, kind, query):
    """CKAN makes these sentences from the type's name while it writes the page: no file holds all of them."""
    with app.flask_app.test_request_context("/"):
        none, one, two = (
            tk.render_snippet(
                "snippets/search_result_text.html", {"query": query, "count": count, "type": kind}
            ).strip()
            for count in (0, 1, 2)
        )
    assert none.startswith(FOUND_NOTHING[kind])
    assert one.startswith(f"1 {FOUND[kind][0]}")
    assert two.startswith(f"2 {FOUND[kind][1]}")
    assert all(("«\u00a0eau\u00a0»" in sentence) == bool(query) for sentence in (none, one, two)), (none, one, two)
    assert sorted(recorder.lacking) == []


def test_a_source_in_the_list_keeps_the_spaces_of_french(app, content):
    page = app.get("/harvest").get_data(as_text=True)
    assert "Jeux de données\u00a0: 0" in page
    assert "Organisation\u00a0:" in page


def test_a_date_with_its_hour_is_in_the_order_of_french(app):
    with app.flask_app.test_request_context("/"):
        assert tk.h.render_datetime("2026-01-01T12:05:00", with_hours=True) == "1 janvier 2026, 13:05", (
            "the hour of Paris"
        )
        assert tk.h.render_datetime("no date", with_hours=True) == ""
        assert tk.h.render_datetime("2026-01-01T12:05:00") == "1 janvier 2026"


def test_every_mail_is_french(app, content, recorder):
    user = model.User.get("admin")
    with app.flask_app.test_request_context("/"):
        mailer.create_reset_key(user)
        reset = mailer.get_reset_link_body(user)
        group = tk.get_action("organization_show")({"ignore_auth": True}, {"id": "organisation"})
        invitation = mailer.get_invite_body(user, group, "editor")
        for template in ("reset_password_subject", "invite_user_subject"):
            tk.render(f"emails/{template}.txt", {"site_title": "DATA Grand Est", "user_name": "admin"})
        tk.render(
            "activity_streams/activity_stream_email_notifications.text",
            {"activities": [1, 2], "site_title": "DATA Grand Est", "site_url": "https://example.org"},
        )
    assert sorted(recorder.lacking) == []
    for body in (reset, invitation):
        assert body.startswith("Bonjour admin,\n\n"), "the paragraphs of the mail are lost"
        assert "https://" in body or "http://" in body


def test_our_catalogue_is_merged_last(app):
    with app.flask_app.test_request_context("/"):
        assert tk._("Log in") == "Se connecter", "CKAN's own French won over ours"
        shown = [tk.ungettext("{n} dataset", "{n} datasets", number) for number in (0, 1, 2)]
    assert shown == ["{n} jeu de données", "{n} jeu de données", "{n} jeux de données"]
