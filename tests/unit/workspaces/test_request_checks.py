"""What is refused at once in a request for a workspace, and what the person reads."""

import pytest

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.territories import cog
from ckanext.datagrandest.workspaces.requesting import checks, siret, titles
from ckanext.datagrandest.workspaces.requesting.refusal import Refused

RULES = checks.Rules(region="44", most_inhabitants=3500)
PLOMBIERES = cog.commune("88351")
SIRET, EMAIL, NAME = "21880351800016", "mairie@plombieres.example", "Anne Martin"


def refusal_of(text, commune=PLOMBIERES):
    with pytest.raises(Refused) as caught:
        siret.read(text, commune)
    return caught.value


def french(refused):
    return refused.message.render(translator("fr"))


@pytest.mark.parametrize(
    "typed",
    [SIRET, "218 803 518 00016", "218\u00a0803\u202f518 00016", "218.803.518.00016", "'21880351800016", "21880351800016,0", "218803518-00016"],
)  # fmt: skip
def test_a_siret_is_read_however_it_is_spaced(typed):
    assert siret.read(typed, PLOMBIERES) == SIRET


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("", "missing", "quatorze chiffres"),
        ("2,18804E+13", "shortened", "abrégé par un tableur"),
        ("2.18804e+13", "shortened", "218\u00a0803\u00a0518"),
        ("21880400000000", "shortened", "abrégé"),
        ("SIRET", "not-digits", "n'est pas un SIRET"),
        ("２１８８０３５１８０００１６", "not-digits", "n'est pas un SIRET"),
        ("218803518", "only-siren", "218\u00a0803\u00a0518\u00a000016"),
        ("21880351816", "lost-zeros", "zéros ont été perdus"),
        ("218803518 016", "lost-zeros", "218\u00a0803\u00a0518\u00a000016"),
        ("2188035180001", "length", "celui-ci en a 13"),
        ("218803518000160", "length", "celui-ci en a 15"),
        ("21880351800017", "wrong-key", "Un chiffre"),
        ("21880351000012", "wrong-key", "commence par 218\u00a0803\u00a0518"),
    ],
)
def test_what_is_no_siret_is_told_in_plain_french(typed, code, said):
    refused = refusal_of(typed)
    assert (refused.field, refused.code) == ("siret", code)
    assert said in french(refused)


def test_the_siret_of_another_commune_names_it_and_offers_it():
    refused = refusal_of(siret.likely(cog.commune("88487").siren))
    assert (refused.code, refused.choices) == ("other-commune", ("88487",))
    assert "Le Val-d'Ajol (88)" in french(refused)
    assert "pas celui de Plombières-les-Bains" in french(refused)


def test_the_siret_of_a_grouping_shows_its_own_path():
    refused = refusal_of(siret.likely("200068377"))
    assert refused.code == "group"
    assert "leur propre voie" in french(refused)


def test_the_siret_of_a_commune_that_merged_is_that_of_a_closed_body():
    merged = cog.former_commune("88234")
    refused = refusal_of(siret.likely("218802346"), cog.commune(merged.successor))
    assert refused.code == "closed"
    assert f"{merged.name} (88)" in french(refused)


def test_where_numbers_do_not_follow_the_codes_no_merged_commune_is_named():
    """In Haute-Marne numbers do not follow the codes: only that no commune of today has this one is said."""
    taken = set(cog.table().commune_siren.values())
    unknown = next(
        number for code in cog.table().former_communes
        if code.startswith("52") and (number := siret._made_of(code)) not in taken
    )  # fmt: skip
    refused = refusal_of(siret.likely(unknown))
    assert refused.code == "closed"
    assert "Aucune commune d'aujourd'hui" in french(refused)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [("268800019", "body", "CCAS"), ("258800011", "body", "syndicat"), ("552100554", "somebody", "autre organisme")],
)
def test_the_siret_of_another_body_is_named_by_its_kind(number, code, said):
    number = number[:8] + siret.luhn.calc_check_digit(number[:8])
    refused = refusal_of(siret.likely(number))
    assert refused.code == code
    assert said in french(refused)


def test_the_likely_siret_of_each_commune_of_the_region_is_one_and_is_its_own():
    region = [commune for code in cog.table().communes if (commune := cog.commune(code)).region == "44"]
    assert len(region) == 5115
    assert all(siret.read(siret.likely(commune.siren), commune) for commune in region)


@pytest.mark.parametrize("typed", ["88351", "commune:88351", "Plombières-les-Bains", "plombieres les bains", " PLOMBIERES-LES-BAINS "])  # fmt: skip
def test_a_commune_is_found_by_its_code_or_its_name(typed):
    assert checks.find(typed).code == "88351"


@pytest.mark.parametrize(
    ("typed", "code", "choices", "said"),
    [
        ("", "missing", (), "Indiquez votre commune"),
        ("Trifouillis", "unknown", (), "pas de commune « Trifouillis »"),
        ("99999", "unknown", (), "pas le code postal"),
        ("Saint-Martin", "several", None, "plusieurs communes"),
        ("88234", "merged", ("88029",), "La Vôge-les-Bains"),
        ("Harsault", "merged", ("88029",), "88029"),
        ("200068377", "group", (), "intercommunalité"),
        ("CC de la Porte des Vosges Méridionales", "group", (), "intercommunalité"),
    ],
)
def test_what_is_no_commune_of_today_gets_the_right_words(typed, code, choices, said):
    with pytest.raises(Refused) as caught:
        checks.find(typed)
    assert caught.value.code == code
    assert said in french(caught.value)
    assert choices is None or caught.value.choices == choices


def test_a_postcode_of_one_commune_is_enough():
    alone = next(commune for code in cog.table().communes if (commune := cog.commune(code)).departement == "88"
                 and cog.with_postcode(commune.postcodes[0]) == [code] and not cog.is_commune(commune.postcodes[0])
                 and not cog.successor(commune.postcodes[0]))  # fmt: skip
    assert checks.find(alone.postcodes[0]) == alone


@pytest.mark.parametrize(("code", "refused", "said"), [("88160", "too-large", "Épinal"), ("29019", "outside", "Brest")])
def test_who_is_not_eligible_is_told_their_own_path(code, refused, said):
    with pytest.raises(Refused) as caught:
        checks.eligible(cog.commune(code), RULES)
    assert caught.value.code == refused
    assert said in french(caught.value)


def test_the_limit_itself_is_eligible():
    small = checks.Rules("44", PLOMBIERES.population)
    assert checks.eligible(PLOMBIERES, small) is PLOMBIERES
    with pytest.raises(Refused):
        checks.eligible(PLOMBIERES, checks.Rules("44", PLOMBIERES.population - 1))


def test_all_that_is_wrong_is_told_at_once():
    asked, refused = checks.examine("88351", "123", "anne", "", RULES)
    assert asked is None
    assert set(checks.by_field(refused)) == {"siret", "email", "name"}


def test_a_whole_request_is_taken():
    asked, refused = checks.examine("88351", 21880351800016, EMAIL, f"  {NAME}\t", RULES)
    assert refused == []
    assert asked == checks.Asked(PLOMBIERES, SIRET, EMAIL, NAME)


@pytest.mark.parametrize("value", [None, True, {"a": 1}, ["88351"], b"88351"])
def test_what_is_no_text_is_nothing(value):
    assert checks.plain(value) == ""


@pytest.mark.parametrize(
    "typed", ["anne", "anne@", "anne@mairie", "a b@mairie.fr", "anne@mairie..fr", ".a@mairie.fr", "a@mairie.fr\nBcc: b@c.fr", "a@" + "b" * 300 + ".fr"]
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused) as caught:
        checks.address_of(typed)
    assert caught.value.field == "email"


@pytest.mark.parametrize("typed", ["", "12", "A" * 121, "Anne\u202eMartin", "Anne\x00"])
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(Refused):
        checks.name_of(typed)


def test_a_name_is_one_line():
    assert checks.name_of("Anne\r\nBcc: x@y.fr") == "Anne Bcc: x@y.fr"


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("mairie@plombieres-les-bains.fr", "yes"), ("mairie.plombiereslesbains@wanadoo.fr", "yes"),
        ("mairie@plombieres.fr", "yes"), ("plombiereslesbains88@gmail.com", "public"), ("anne@gmail.com", "public"), ("anne@example.org", "unknown"),
    ],
)  # fmt: skip
def test_an_address_looks_like_the_town_halls_or_not(email, found):
    assert checks.looks_official(email, "Plombières-les-Bains") == found


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Plombières-les-Bains", "Commune de Plombières-les-Bains"), ("Épinal", "Commune d'Épinal"),
        ("Le Val-d'Ajol", "Commune du Val-d'Ajol"), ("Les Forges", "Commune des Forges"),
        ("La Bresse", "Commune de La Bresse"), ("L'Épine", "Commune de L'Épine"), ("Harol", "Commune de Harol"),
        ("Yutz", "Commune de Yutz"), ("Ypres", "Commune d'Ypres"), ("Œting", "Commune d'Œting"),
        ("Lesseux", "Commune de Lesseux"),
    ],
)  # fmt: skip
def test_the_title_is_as_one_writes_it(name, title):
    assert titles.title(name) == title


def test_addresses_of_pages_go_from_the_nicest_to_one_of_its_own():
    assert titles.slugs("Le Val-d'Ajol", "88487") == ("le-val-d-ajol", "le-val-d-ajol-88", "le-val-d-ajol-88487")


def test_a_word_that_many_communes_share_tells_nothing():
    assert checks.looks_official("contact@saint.example", "Saint-Dié-des-Vosges") == "unknown"
