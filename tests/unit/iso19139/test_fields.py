"""Field by field, on records made for the test."""

import pytest

from ckanext.datagrandest.harvesters.mapping import dates, licences, protocols, tags


def text(value):
    return f"<gco:CharacterString>{value}</gco:CharacterString>"


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("Licence Ouverte / Open Licence version 2.0", "lov2"),
        ("Licence Ouverte v2.0 (Etalab)", "lov2"),
        ("« Licence Ouverte / Open Licence » Version 2.0 (avril 2017), définie par la mission Etalab", "lov2"),
        ("https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf", "lov2"),
        ("Données sous https://www.etalab.gouv.fr/licence-ouverte-open-licence", "lov2"),
        ('Licence ouverte "Etalab" (octobre 2011) - cf. document associé', "fr-lo"),
        ("licence Etalab (octobre 2011 - https://www.etalab.gouv.fr/licence-ouverte-open-licence)", "fr-lo"),
        ("Licence Ouverte 1.0 http://www.data.gouv.fr/Licence-Ouverte-Open-Licence.", "fr-lo"),
        ("Base de données soumise aux conditions de la licence ouverte Etalab.", "fr-lo"),
        ("Voir l'article 2 du règlement : licence ouverte", "fr-lo"),
        ("Licence ODbL mai 2013 (basée sur ODbL 1.0)", "odc-odbl"),
        ("Open Database License (ODbL) version 1.0", "odc-odbl"),
        ("CC-BY (Creative Commons - Attribution)", "cc-by"),
        ("https://creativecommons.org/licenses/by-nc-sa/3.0/fr/", "cc-by-nc-sa"),
        ("Creative Commons Attribution - Pas d'utilisation commerciale", "cc-nc"),
        ("Creative Commons Zero", "cc-zero"),
        ("Aucune condition ne s'applique", None),
        ("Ces données ne sont pas sous licence ouverte", None),
        ("Source : Colmar Agglomération", None),
        ("", None),
    ],
)
def test_licences(said, licence):
    assert licences.recognise(said) == licence


@pytest.mark.parametrize(
    ("url", "declared", "function", "name", "protocol", "kind", "form", "layer"),
    [
        ("https://x.org/wms?request=GetCapabilities", "OGC:WMS", "", "bati", "OGC:WMS", "service", "WMS", "bati"),
        (
            "https://x.org/ows",
            "OGC:WFS-1.0.0-http-get-capabilities",
            "",
            "ns:bati",
            "OGC:WFS",
            "service",
            "WFS",
            "ns:bati",
        ),
        ("https://x.org/a", "OGC Web Map Service", "", "Mon titre", "OGC:WMS", "service", "WMS", ""),
        ("https://x.org/ows?SERVICE=WFS&typeName=bati", "", "", "", "OGC:WFS", "service", "WFS", "bati"),
        ("https://x.org/geoserver/wms/v", "WWW:LINK", "", "", "OGC:WMS", "service", "WMS", ""),
        ("https://x.org/arcgis/rest/services/a/MapServer", "", "", "", "ESRI:REST", "service", "ArcGIS REST", ""),
        (
            "https://x.org/wfs?request=GetFeature&typename=a&outputFormat=shape-zip",
            "",
            "",
            "",
            "WWW:DOWNLOAD",
            "download",
            "SHP",
            "a",
        ),
        ("https://x.org/a.geojson", "WWW:LINK-1.0-http--link", "", "", "WWW:LINK", "download", "GEOJSON", ""),
        ("https://x.org/a.zip", "WWW:DOWNLOAD-1.0-http--download", "", "", "WWW:DOWNLOAD", "download", "ZIP", ""),
        ("https://x.org/guide.pdf", "WWW:LINK", "information", "", "WWW:LINK", "documentation", "PDF", ""),
        ("https://x.org/page", "", "", "", "WWW:LINK", "page", "", ""),
        ("https://x.org/index.php", "non renseigné", "download", "", "WWW:LINK", "page", "HTML", ""),
        ("ftp://x.org/a.csv", "WWW:DOWNLOAD-1.0-ftp--download", "", "", "WWW:DOWNLOAD", "download", "CSV", ""),
        ("https://x.org/feed", "INSPIRE:ATOM", "", "", "INSPIRE Atom", "service", "ATOM", ""),
        ("https://x.org/wmts?layer=ortho", "wmts", "", "", "OGC:WMTS", "service", "WMTS", "ortho"),
    ],
)
def test_links_are_typed(url, declared, function, name, protocol, kind, form, layer):
    link = protocols.describe(url, (declared,), function, name)
    assert (link.protocol, link.kind, link.format, link.layer) == (protocol, kind, form, layer)


def test_duplicate_links_are_merged_and_the_more_precise_type_wins(mapped, link):
    url = "https://x.example.org/csw"
    dataset, _ = mapped(links=link(url, "", "Catalogue") + link(url, "OGC:CSW", "", "Service de recherche"))
    (resource,) = dataset["resources"]
    assert (resource["protocol"], resource["kind"]) == ("OGC:CSW", "service")
    assert "Service de recherche" in resource["description"]


def test_layers_of_one_service_stay_apart(mapped, link):
    url = "https://x.example.org/wms"
    dataset, _ = mapped(links=link(url, "OGC:WMS", "bati", "Le bâti") + link(url, "OGC:WMS", "eau", "L'eau"))
    assert [(r["layer"], r["name"]) for r in dataset["resources"]] == [("bati", "Le bâti"), ("eau", "L'eau")]


def test_credentials_are_removed_from_links_and_never_shown(mapped, link):
    dataset, remarks = mapped(links=link("ftp://agent:s3cret@ftp.example.org/a.zip"))
    assert dataset["resources"][0]["url"] == "ftp://ftp.example.org/a.zip"
    assert any("ftp.example.org" in remark for remark in remarks)
    assert not any("s3cret" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("PLU ; Plan d’occupation du sol ; urbanisme", ["PLU", "Plan d'occupation du sol", "urbanisme"]),
        ("/Milieu biologique/Espèces/Faune", ["Milieu biologique", "Espèces", "Faune"]),
        ("eau, rivière, crue", ["eau", "rivière", "crue"]),
        ("Schéma (SRADDET)", ["Schéma SRADDET"]),
        ("<script>alert(1)</script>", ["alert 1"]),
        ("inondations", ["inondations"]),
    ],
)
def test_tags(given, expected):
    assert [tags.clean(part) for part in tags.split(given)] == expected


def test_keywords_that_cannot_be_tags_are_told(mapped, keywords):
    words = ["eau", "EAU", "x", "123456789", "n" * 120, "🙂"]
    dataset, remarks = mapped(identification=keywords(*words))
    assert dataset["tags"] == [{"name": "eau"}]
    told = next(remark for remark in remarks if "cannot be tags" in remark)
    for word in words[2:]:
        assert word in told


def test_themes_and_territories_come_from_keywords(mapped, keywords):
    words = (
        keywords("Sites protégés", "Hydrography", thesaurus="GEMET - INSPIRE themes, version 1.0")
        + keywords("88160", "08", thesaurus="Code officiel géographique au 1er janvier 2020")
        + keywords("Observation de la terre et environnement", thesaurus="High-value dataset categories")
        + keywords("Hydrographie")
    )
    dataset, _ = mapped(identification=words)
    assert dataset["inspire_themes"] == ["ps", "hy"]
    assert dataset["themes"] == ["ENVI"]
    assert dataset["territories"] == ["commune:88160", "departement:08"]
    assert dataset["hvd_categories"] == ["c_dd313021"]
    assert dataset["tags"] == [{"name": "Hydrographie"}]


def planned(identifier):
    return {"identifier": text(identifier)}


@pytest.mark.parametrize(
    ("parts", "territories"),
    [
        (planned("fr-000088196-plu20200101"), ["commune:88196"]),
        (planned("fr-200068559-plui20200101"), ["epci:200068559"]),
        (planned("fr-120066022-jdd-1"), None),
    ],
)
def test_planning_documents_tell_their_territory(mapped, parts, territories):
    assert mapped(**parts)[0].get("territories") == territories


def test_places_by_code_and_by_names_that_are_one_place(mapped, box, keywords):
    insee = f"""<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicDescription><gmd:geographicIdentifier>
      <gmd:MD_Identifier><gmd:code>{text("http://id.insee.fr/geo/commune/26333")}</gmd:code></gmd:MD_Identifier>
      </gmd:geographicIdentifier></gmd:EX_GeographicDescription></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"""
    assert mapped(identification=insee)[0]["territories"] == ["commune:26333"]
    words = ["Verdun", "Vosges", "Aube", "Grand Est", "Communale", "Saint-Martin"]
    code = '<gmd:type><gmd:MD_KeywordTypeCode codeListValue="place"/></gmd:type></gmd:MD_Keywords>'
    named = keywords(*words).replace("</gmd:MD_Keywords>", code)
    dataset, remarks = mapped(identification=named + box(5.33, 49.12, 5.42, 49.19))
    assert dataset["territories"] == ["commune:55545", "departement:88", "departement:10", "region:44"]
    assert {"name": "Verdun"} in dataset["tags"]
    assert any("Verdun (commune:55545)" in remark for remark in remarks)
    elsewhere, _ = mapped(identification=named + box(-5, 42, 8, 51))
    assert "commune:55545" not in elsewhere["territories"], "another Verdun is in Ariège"


def contact(role, name, email, person=""):
    return f"""<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:individualName>{text(person)}</gmd:individualName>
    <gmd:organisationName>{text(name)}</gmd:organisationName><gmd:contactInfo><gmd:CI_Contact><gmd:address><gmd:CI_Address>
    <gmd:electronicMailAddress>{text(email)}</gmd:electronicMailAddress></gmd:CI_Address></gmd:address></gmd:CI_Contact>
    </gmd:contactInfo><gmd:role><gmd:CI_RoleCode codeListValue="{role}"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>"""


def test_names_of_persons_are_left_out_and_service_addresses_preferred(mapped):
    people = contact("owner", "Ville", "sig@ville.example.org") + contact(
        "author", "Ville", "jeanne.durand@ville.example.org", "Mme Jeanne Durand"
    )
    dataset, remarks = mapped(identification=people)
    assert dataset["contacts"] == [
        {"role": "owner", "name": "Ville", "email": "sig@ville.example.org"},
        {"role": "author", "name": "Ville"},
    ]
    assert not any("Durand" in remark for remark in remarks)
    assert any("Names of persons" in remark for remark in remarks)


def test_a_personal_address_stays_when_it_is_the_only_way_to_reach_the_body(mapped):
    dataset, _ = mapped(identification=contact("owner", "Ville", "jeanne.durand@ville.example.org", "Jeanne Durand"))
    assert dataset["contacts"][0]["email"] == "jeanne.durand@ville.example.org"


def test_french_is_preferred_and_other_languages_are_told(mapped):
    locale = '<gmd:locale><gmd:PT_Locale id="FR"><gmd:languageCode><gmd:LanguageCode codeListValue="fre"/></gmd:languageCode></gmd:PT_Locale></gmd:locale>'
    title = text("Buildings") + (
        '<gmd:PT_FreeText><gmd:textGroup><gmd:LocalisedCharacterString locale="#FR">Bâtiments'
        "</gmd:LocalisedCharacterString></gmd:textGroup></gmd:PT_FreeText>"
    )
    dataset, _ = mapped(language="eng", metadata=locale, title=title)
    assert dataset["title"] == "Bâtiments"
    other = title.replace("#FR", "#EN").replace("Bâtiments", "Edifices")
    dataset, remarks = mapped(title=other)
    assert dataset["title"] == "Buildings"
    assert any("other languages" in remark for remark in remarks)


def test_what_nobody_read_is_told_by_name(mapped):
    _, remarks = mapped(identification=f"<gmd:credit>{text('Merci')}</gmd:credit>")
    assert any("identificationInfo/credit" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-05-01T10:20:30Z", "2024-05-01T10:20:30+00:00"),
        ("2025-03-13T15:02:05.0173071Z", "2025-03-13T15:02:05.017307+00:00"),
        ("2020-07-20T", "2020-07-20"),
        ("2024-02-30T10:00:00", None),
        ("20240501", "2024-05-01"),
        ("hier", None),
    ],
)
def test_dates(given, expected):
    assert dates.normalise(given) == expected


@pytest.mark.parametrize(
    ("constraint", "rights", "limits"),
    [
        ("noLimitations", "PUBLIC", None),
        ("INSPIRE_Directive_Article13_1d", "RESTRICTED", "INSPIRE_Directive_Article13_1d"),
    ],
)
def test_limits_of_inspire(mapped, constraint, rights, limits):
    uri = f"http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/{constraint}"
    legal = f"""<gmd:resourceConstraints><gmd:MD_LegalConstraints><gmd:accessConstraints>
      <gmd:MD_RestrictionCode codeListValue="otherRestrictions"/></gmd:accessConstraints><gmd:otherConstraints>
      <gmx:Anchor xlink:href="{uri}">Texte</gmx:Anchor></gmd:otherConstraints></gmd:MD_LegalConstraints></gmd:resourceConstraints>"""
    dataset, _ = mapped(identification=legal)
    assert dataset["access_rights"] == rights
    assert (limits is None) == ("access_constraints" not in dataset)
    assert limits is None or any(limits in text for text in dataset["access_constraints"])
