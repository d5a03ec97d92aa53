"""The demonstration's server says what it refuses and serves what it holds, unaltered."""

import urllib.request

from lxml import etree

SHARED = "iso19139/french"
QUERY = (
    "?service=CSW&version=2.0.2&request=GetRecords&typenames=gmd:MD_Metadata&resulttype=results&elementsetname=full"
    "&outputschema=http://www.isotc211.org/2005/gmd&maxrecords=100&startposition=1"
)


def get_records(url):
    with urllib.request.urlopen(url + QUERY, timeout=30) as answer:
        return etree.fromstring(answer.read()).find("{*}SearchResults")


def test_the_demonstration_is_held_whole_and_served(demonstration):
    report, url = demonstration
    assert [entry for entry in report if entry["state"] != "loaded" or entry["reason"]] == []
    results = get_records(url)
    assert int(results.get("numberOfRecordsMatched")) == len(results) == len(report) >= 40


def test_each_french_file_is_held_or_listed_with_its_reason(french, shared_data):
    folder = shared_data / SHARED
    report, _ = french
    assert {entry["file"] for entry in report} == {path.name for path in folder.glob("*.xml")}
    loaded = [entry["identifier"] for entry in report if entry["state"] == "loaded"]
    refused = [entry for entry in report if entry["state"] == "refused"]
    assert len(set(loaded)) == len(loaded) == 58
    assert len(refused) == 13
    assert all(entry["reason"].startswith("même identifiant que le fichier") for entry in refused)
    assert {entry["identifier"] for entry in refused} <= set(loaded)


def test_records_are_served_unaltered(french, shared_data):
    folder = shared_data / SHARED
    report, url = french
    served = {content(record) for record in get_records(url)}
    held = {content(etree.parse(folder / e["file"]).getroot()) for e in report if e["state"] == "loaded"}
    assert served == held


def content(element):
    """Give a record's content without its prefixes, which a page shares between records."""
    return tuple((node.tag, tuple(sorted(node.attrib.items())), node.text) for node in element.iter("*"))


def test_what_cannot_be_held_is_said(load, tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    gmd = 'xmlns:gmd="http://www.isotc211.org/2005/gmd"'
    (folder / "broken.xml").write_text("<gmd:MD_Metadata")
    (folder / "anonymous.xml").write_text(f"<gmd:MD_Metadata {gmd}/>")
    (folder / "other.xml").write_text("<html/>")
    (folder / "entity.xml").write_text(f'<!DOCTYPE x [<!ENTITY e "v">]><gmd:MD_Metadata {gmd}>&e;</gmd:MD_Metadata>')
    reasons = {entry["file"]: (entry["state"], entry["reason"]) for entry in load(tmp_path / "state", folder)}
    assert {state for state, _ in reasons.values()} == {"refused"}
    assert "XML mal formé" in reasons["broken.xml"][1]
    assert "pas d'identifiant" in reasons["anonymous.xml"][1]
    assert "pas une fiche ISO" in reasons["other.xml"][1]
    assert "DTD" in reasons["entity.xml"][1]


def test_a_folder_that_is_not_there_and_a_server_without_records_say_so(csw_command, tmp_path):
    assert "is not a folder" in csw_command("load", tmp_path / "nowhere", "--state", tmp_path).stderr
    served = csw_command("serve", "--state", tmp_path, "--port", 1)
    assert served.returncode == 2
    assert "load" in served.stderr


def test_loading_again_replaces_what_is_held_below_a_running_server(load, serve, tmp_path, shared_data):
    load(tmp_path)
    url = serve(tmp_path)
    load(tmp_path, shared_data / SHARED)
    assert get_records(url).get("numberOfRecordsMatched") == "58"
