"""The page of a territory: what it says with contours, without them, and for codes of other times."""

from bs4 import BeautifulSoup


def links(soup: BeautifulSoup, heading: str) -> list[str]:
    (found,) = [title for title in soup.select("h2") if title.text.startswith(heading)]
    return [link.text for link in found.find_next_sibling("ul").select("a")]


def test_an_epci_with_contours(app, contoured):
    contoured("88")
    soup = BeautifulSoup(app.get("/territoires/epci:200068757").body, "html.parser")
    assert soup.select_one("h1").text == "Communauté d’agglomération d'Epinal"
    made_of = links(soup, "Ce qui le compose (78)")
    assert made_of.index("Dounoux (88)") < made_of.index("Épinal (88)") < made_of.index("Fomerey (88)")
    around = links(soup, "Ses voisins")
    assert any("Remiremont" in name or "Vosges" in name for name in around), around
    assert soup.select_one("svg[role=img][aria-label] path.dge-territory-own[d^=M]")
    assert len(soup.select("path.dge-territory-other")) == len(around)
    contour = soup.select_one("a[href*='contours.geojson']")["href"]
    assert app.get(contour).status_code == 200
    commune = BeautifulSoup(app.get("/territoires/commune:88160").body, "html.parser")
    assert "Golbey (88)" in links(commune, "Ses voisins")
    assert [link.text for link in commune.select(".dge-territory-facts a")][:2] == [
        "Communauté d’agglomération d'Epinal",
        "Épinal (arrondissement)",
    ]


def test_without_contours_it_says_so(app, territories):
    page = app.get("/territoires/commune:88160").body
    assert "ses voisins ne sont pas connus" in page
    assert "<path" not in page.split("<main")[1].split("</main>")[0].replace("dge-icon", "")
    region = BeautifulSoup(app.get("/territoires/region:44").body, "html.parser")
    assert len(links(region, "Ce qui le compose (10)")) == 10


def test_codes_of_other_times_and_none(app, territories):
    for old, now in (("commune:88422", "commune:88160"), ("88160", "commune:88160")):
        moved = app.get(f"/territoires/{old}", follow_redirects=False, status=302)
        assert moved.headers["Location"].endswith(f"/territoires/{now}")
    app.get("/territoires/commune:99999", status=404)
    app.get("/territoires/<script>alert(1)</script>", status=404)


def test_the_search_by_a_place_leads_to_its_page(app, territories):
    soup = BeautifulSoup(app.get("/dataset/?ext_territory=commune:88160").body, "html.parser")
    assert soup.select_one("a[href='/territoires/commune:88160']")
