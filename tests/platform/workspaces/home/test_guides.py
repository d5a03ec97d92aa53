"""The guides are pages for everybody, with their pictures, and nothing else of the folder is served."""

import re

import pytest
from bs4 import BeautifulSoup


@pytest.mark.parametrize("name", ["commune", "animateur"])
def test_a_guide_is_a_page_whose_pictures_are_there(app, name):
    page = BeautifulSoup(app.get(f"/aide/guide-{name}").body, "html.parser")
    assert page.select_one("h1").text.strip().startswith("Le guide")
    assert len(page.select(".dge-guide h2")) >= 4
    for picture in page.select(".dge-guide img"):
        assert re.fullmatch(r"/aide/images/[a-z-]+\.png", picture["src"])
        assert app.get(picture["src"]).data.startswith(b"\x89PNG")
        assert picture["alt"]


@pytest.mark.parametrize(
    "address", ["/aide/guide-accueil", "/aide/images/../guide-commune.md", "/aide/images/nulle-part.png"]
)
def test_nothing_else_is_served(app, address):
    assert app.get(address, follow_redirects=False).status_code in {301, 302, 308, 404}
