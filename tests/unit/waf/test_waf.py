"""Folders of ISO files: every manner of index page, hostile ones, files that did not change, archives."""

import pytest

from ckanext.datagrandest.harvesters.waf import files
from ckanext.datagrandest.harvesters.waf.index import folder_of, read_index
from ckanext.datagrandest.harvesting.contract import Kept, SourceUnreadable
from ckanext.datagrandest.harvesting.plan import Planner

ROOT = "https://x.fr/iso/"
MANNERS = ["apache", "nginx", "iis", "tomcat"]


def fill(folder, count):
    for number in range(count):
        folder.put(f"rec-{number:02}", f"Jeu {number}")


def records(catalogue):
    return [record for page in catalogue.pages() for record in page.records]


def everything(catalogue):
    pages = list(catalogue.pages())
    found = [record.identifier for page in pages for record in page.records]
    refused = [(refusal.identifier, str(refusal.reason)) for page in pages for refusal in page.refused]
    return found, refused, [str(note) for page in pages for note in page.notes]


def held(catalogue):
    """Give what the platform would remember of a first run."""
    kept = {}
    for record in records(catalogue):
        kept[record.url] = (*kept.get(record.url, ()), Kept(record.identifier, record.validator))
    return kept


def listed(html, folder=ROOT, root=ROOT):
    return [entry.url.removeprefix("https://x.fr") for entry in read_index(html.encode(), "text/html", folder, root)]


@pytest.mark.parametrize("manner", MANNERS)
def test_index_pages_of_every_server(folder, opened, manner):
    folder.manner = manner
    folder.write("commune d'Épinal & co.xml", folder.files.get("x", b""))
    fill(folder, 3)
    folder.put("commune d'Épinal & co", "Nom de fichier difficile")
    folder.put("sous/dossier/profond", "Deux niveaux plus bas")
    found, refused, notes = everything(opened())
    assert sorted(found) == ["commune d'Épinal & co", "rec-00", "rec-01", "rec-02", "sous/dossier/profond"]
    assert refused == notes == []


@pytest.mark.parametrize("manner", MANNERS)
def test_the_line_of_an_entry_changes_with_its_file(folder, manner):
    folder.manner = manner
    fill(folder, 2)
    before = {entry.name: entry.row for entry in read_index(folder.index("").encode(), "", folder.url, folder.url)}
    folder.put("rec-01", "Autre")
    after = {entry.name: entry.row for entry in read_index(folder.index("").encode(), "", folder.url, folder.url)}
    assert all(before.values())
    assert before["rec-00.xml"] == after["rec-00.xml"]
    assert before["rec-01.xml"] != after["rec-01.xml"]
    assert "rec-00.xml" not in before["rec-00.xml"]


def test_records_come_as_they_are_with_their_address(folder, opened):
    fill(folder, 1)
    (record,) = records(opened())
    assert record.content == folder.files["rec-00.xml"]
    assert (record.stamp, record.url) == ("2024-01-01", f"{folder.url}rec-00.xml")
    assert opened().draft(record).dataset["title"] == "Jeu 0"


def test_the_address_may_lack_its_slash_or_name_the_page(folder, opened):
    fill(folder, 2)
    assert len(records(opened(folder.url.rstrip("/")))) == 2
    folder.raw["/iso/index.html"] = 200, {"Content-Type": "text/html"}, folder.index("").encode()
    assert len(records(opened(f"{folder.url}index.html"))) == 2
    assert folder_of("https://x.fr") == "https://x.fr/"


# what a page may not do


@pytest.mark.parametrize(
    "href",
    [
        "https://elsewhere.fr/iso/a.xml",
        "//elsewhere.fr/a.xml",
        "/other/a.xml",
        "../a.xml",
        "%2e%2e/secret/a.xml",
        "sub/..%2f..%2fa.xml",
        "..\\a.xml",
        "http://x.fr/iso/a.xml",
        "https://x.fr:8443/iso/a.xml",
        "https://x.fr@evil.fr/iso/a.xml",
        "https://x.fr/isolated/a.xml",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "?C=N;O=D",
        "a.xml?id=1",
        "./",
        "#top",
        "http://[broken/a.xml",
        "a" * 3000 + ".xml",
        "",
    ],
)
def test_links_that_leave_the_folder_are_not_followed(href):
    assert listed(f'<html><body><a href="{href}">x</a> <a href="ok.xml">ok</a></body></html>') == ["/iso/ok.xml"]


def test_a_folder_never_leads_back_up():
    page = '<a href="/iso/">up</a><a href="/iso/sub/">here</a><a href="deep/">deep</a><a href="/iso/other/">other</a>'
    assert listed(page, f"{ROOT}sub/") == ["/iso/sub/deep/", "/iso/other/"]


def test_fault_26_pages_in_other_encodings():
    page = '<html><meta charset="iso-8859-1"><body><a href="épinal.xml">Épinal</a>'.encode("latin-1")
    (entry,) = read_index(page, "text/html; charset=utf-8", ROOT, ROOT)
    assert entry.name == "épinal.xml"


@pytest.mark.parametrize(
    "page",
    [
        "<a href=a.xml>" * 20_000,
        "<!--" * 100_000 + '<a href="a.xml">',
        "<" * 200_000,
        "<table><tr><td>" * 50 + '<a href="a.xml">a</a>',
        '<a href="a.xml">a</a>' + "\0" * 1000,
    ],
)
def test_hostile_pages_end(page):
    assert set(listed(f'<html><body><a href="b.xml">b</a>{page}')) <= {"/iso/a.xml", "/iso/b.xml"}


def test_fault_30_a_page_of_ten_thousand_levels_is_refused_or_cut(folder, opened):
    folder.raw["/iso/"] = 200, {"Content-Type": "text/html"}, b"<html><body>" + b"<div>" * 10_000
    with pytest.raises(SourceUnreadable):
        records(opened())


def test_fault_24_a_folder_that_is_no_page(folder, opened):
    folder.raw["/iso/"] = 200, {"Content-Type": "application/xml"}, b"<capabilities/>"
    with pytest.raises(SourceUnreadable):
        records(opened())
    folder.raw["/iso/"] = 200, {"Content-Type": "text/html"}, b"<html><body>Connexion</body></html>"
    with pytest.raises(SourceUnreadable, match="lists no XML"):
        records(opened())


def test_fault_41_an_empty_folder_that_held_records_is_an_empty_listing(folder, opened):
    folder.raw["/iso/"] = 200, {"Content-Type": "text/html"}, b"<html><body><h1>Index</h1></body></html>"
    catalogue = opened()
    catalogue.remember({f"{folder.url}rec-0.xml": (Kept("rec-0", "{}"),)})
    assert everything(catalogue) == ([], [], [])


def test_fault_09_folders_that_contain_themselves(folder, opened):
    fill(folder, 1)
    loop = b'<html><a href="/iso/a/">a</a><a href="/iso/a/b/">b</a><a href="/iso/">c</a><a href="rec-00.xml">x</a>'
    for path in ("/iso/", "/iso/a/", "/iso/a/b/"):
        folder.raw[path] = 200, {"Content-Type": "text/html"}, loop
    records(opened())
    assert [path for path, _ in folder.requests].count("a/") == 1


def test_depth_and_number_of_files_are_bounded(folder, opened):
    folder.put("a/b/c/d", "Profond")
    folder.put("haut", "En haut")
    found, _, notes = everything(opened(depth=2))
    assert found == ["haut"]
    assert notes == ["Folders below 2 levels were not opened: c."]
    assert everything(opened(depth=0))[2] == ["Folders below 0 levels were not opened: a."]
    fill(folder, 10)
    with pytest.raises(SourceUnreadable, match="more than 8 files"):
        records(opened(max_files=8))


def test_a_folder_that_fails_removes_nothing(folder, opened):
    fill(folder, 2)
    folder.put("sous/rec", "x")
    folder.raw["/iso/sous/"] = 500, {"Content-Type": "text/html"}, b"<html>failed</html>"
    with pytest.raises(SourceUnreadable):
        records(opened())


# files


def test_what_is_no_record_is_passed_over_and_said(folder, opened):
    fill(folder, 1)
    folder.write("lisez-moi.txt", b"x")
    folder.write("plan.pdf", b"x")
    folder.write("autre.xml", b"<rss/>")
    found, refused, notes = everything(opened())
    assert (found, refused) == (["rec-00"], [])
    assert notes == ["3 files are no ISO records and were passed over: lisez-moi.txt, plan.pdf, autre.xml."]


def test_fault_33_two_files_with_one_identifier_are_both_named(folder, opened):
    folder.put("a", "Premier")
    folder.repeat("a")
    found, refused, notes = everything(opened())
    assert (found, refused) == (["a", "a"], [])
    assert notes == ["The files a.xml and zz-a.xml bear the same identifier, a: only the first was taken."]


def test_fault_32_a_file_without_identifier_is_refused_alone(folder, opened):
    fill(folder, 1)
    folder.write("x.xml", folder.files["rec-00.xml"].replace(b"rec-00", b""))
    found, refused, _ = everything(opened())
    assert found == ["rec-00"]
    assert refused[0][0] is None
    assert "x.xml" in refused[0][1]
    assert "Jeu 0" in refused[0][1]


@pytest.mark.parametrize(
    "content",
    [
        b"<gmd:MD_Metadata>",
        b"",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',  # 27
        b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',  # 29
        b"<a>" * 10_000,  # 30
    ],
)
def test_faults_27_to_30_a_file_that_cannot_be_parsed_is_refused_alone(folder, opened, content):
    fill(folder, 1)
    folder.write("x.xml", content)
    found, refused, _ = everything(opened())
    assert found == ["rec-00"]
    assert len(refused) == 1
    assert "x.xml" in refused[0][1]
    assert "root:" not in refused[0][1]


def test_a_listed_file_that_is_gone_is_refused_under_its_own_identifier(folder, opened):
    fill(folder, 2)
    kept = held(opened())
    folder.raw["/iso/rec-01.xml"] = 404, {"Content-Type": "text/html"}, b"<html>gone</html>"
    catalogue = opened()
    catalogue.remember(kept)
    found, refused, _ = everything(catalogue)
    assert found == ["rec-00"]
    assert refused[0][0] == "rec-01", "it is an error, and its dataset is not missing"
    assert everything(opened())[1][0][0] is None


def test_fault_22_a_server_that_falls_ill_ends_the_run(folder, opened):
    fill(folder, 30)
    for number in range(5, 30):
        folder.raw[f"/iso/rec-{number:02}.xml"] = 503, {"Content-Type": "text/html"}, b"<html>later</html>"
    with pytest.raises(SourceUnreadable, match="More than 20 files"):
        records(opened())


def test_a_file_with_several_records_gives_them_all(folder, opened, shared_data):
    folder.write("page.xml", (shared_data / "iso19139/csw/cigal-csw-rebuilt-page.xml").read_bytes())
    assert len(set(everything(opened())[0])) == 11


def test_the_french_records_of_a_folder(folder, opened, shared_data):
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        folder.write(path.name, path.read_bytes())
    found, refused, notes = everything(opened())
    assert len(found) == 71
    assert len(set(found)) == 58
    assert refused == []
    assert len(notes) == 13, "each file that bears the identifier of another"


# what did not change


@pytest.mark.parametrize("validators", [{"etag", "modified"}, {"etag"}, {"modified"}])
def test_unchanged_files_are_not_sent_again(folder, opened, validators):
    folder.validators = validators
    fill(folder, 3)
    kept = held(opened())
    folder.put("rec-01", "Autre titre")
    folder.requests.clear()
    catalogue = opened()
    catalogue.remember(kept)
    again = {record.identifier: record for record in records(catalogue)}
    assert folder.asked(304) == ["rec-00.xml", "rec-02.xml"]
    assert folder.asked(200) == ["rec-01.xml"]
    assert [again[f"rec-0{number}"].unchanged for number in range(3)] == [True, False, True]
    assert b"Autre titre" in again["rec-01"].content


@pytest.mark.parametrize("manner", MANNERS)
def test_without_headers_the_line_of_the_index_tells(folder, opened, manner):
    folder.manner, folder.validators = manner, set()
    fill(folder, 3)
    kept = held(opened())
    folder.put("rec-01", "Autre titre")
    folder.requests.clear()
    catalogue = opened()
    catalogue.remember(kept)
    assert len(records(catalogue)) == 3
    assert folder.asked() == ["rec-01.xml"]


def test_the_plan_counts_them_unchanged(folder, opened):
    fill(folder, 2)
    first = Planner({}, opened().draft, 1)
    steps = [step for page in opened().pages() for step in first.steps(page)]
    from ckanext.datagrandest.harvesting.plan import Known

    known = {step.identifier: Known("p", step.content_hash, step.draft_hash, 1) for step in steps}
    catalogue = opened()
    catalogue.remember(held(opened()))
    plan = Planner(known, catalogue.draft, 1)
    assert [step.action for page in catalogue.pages() for step in plan.steps(page)] == ["unchanged", "unchanged"]
    plan.listing.complete = True
    assert plan.missing() == {}


@pytest.mark.parametrize("validator", ["", "{broken", "[]", '{"etag": "a\\r\\nX-Evil: 1"}'])
def test_what_was_remembered_badly_is_fetched(folder, opened, validator):
    fill(folder, 1)
    catalogue = opened()
    catalogue.remember({f"{folder.url}rec-00.xml": (Kept("rec-00", validator),)})
    (record,) = records(catalogue)
    assert not record.unchanged


# archives


def test_an_archive_of_records(folder, opened, zipped, record):
    folder.write(
        "tout.zip",
        zipped({"a.xml": record("a", "A"), "b/b.XML": record("b", "B"), "lisez.txt": b"x", "c.xml": b"<broken"}),
    )
    for catalogue in (opened(), opened(f"{folder.url}tout.zip")):
        found, refused, notes = everything(catalogue)
        assert found == ["a", "b"]
        assert "c.xml" in refused[0][1]
        assert notes == ["1 files are no ISO records and were passed over: lisez.txt."]
    (first, _) = records(opened())
    assert first.url == f"{folder.url}tout.zip#a.xml"


def test_fault_57_archives_that_unpack_to_too_much(folder, opened, zipped, record, monkeypatch):
    folder.write("bombe.zip", zipped({"a.xml": b"<a>" + b" " * 15_000_000 + b"</a>", "b.xml": record("b", "B")}))
    found, refused, _ = everything(opened())
    assert found == ["b"]
    assert "a.xml" in refused[0][1]
    monkeypatch.setattr(files, "MAX_UNPACKED", 1000)
    assert "bombe.zip" in everything(opened())[1][0][1]
    monkeypatch.setattr(files, "MAX_MEMBERS", 1)
    assert everything(opened())[0] == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"<html>login</html>"])
def test_what_is_no_archive_is_said(folder, opened, content):
    folder.write("x.zip", content)
    _, refused, _ = everything(opened())
    assert "x.zip" in refused[0][1]


def test_fault_31_a_record_of_more_than_twenty_megabytes_is_refused_alone(folder, opened):
    fill(folder, 1)
    folder.write("x.xml", b"<a>" + b" " * 21_000_000 + b"</a>")
    found, refused, _ = everything(opened())
    assert found == ["rec-00"]
    assert "20" in refused[0][1]


def test_fault_44_a_file_that_appears_or_goes_while_the_folder_is_read(folder, opened):
    fill(folder, 60)
    pages = opened().pages()
    first = next(pages)
    folder.remove("rec-59")
    folder.put("rec-99", "Nouveau")
    rest = list(pages)
    assert len(first.records) == 50
    assert sum(len(page.records) for page in rest) == 9
    assert sum(len(page.refused) for page in rest) == 1, "what was listed and is gone is an error, never missing"
