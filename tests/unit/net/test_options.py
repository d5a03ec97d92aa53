"""The options of the room: declared, typed, documented, and read by `config.py` alone."""

from pathlib import Path

import pytest
import yaml

import ckan.plugins.toolkit as tk
from ckan.config.declaration import Declaration

from ckanext.datagrandest.composition import PLUGINS
from ckanext.datagrandest.net import checks, config, validators

DECLARATION = yaml.safe_load(Path(config.__file__).with_name("config_declaration.yaml").read_text(encoding="utf-8"))
KEYS = [option["key"] for group in DECLARATION["groups"] for option in group["options"]]


@pytest.fixture
def options(monkeypatch):
    """Configure the room as `ckan.ini` would: `options(ports="80")`."""

    def configure(**written: str) -> None:
        declaration = Declaration()
        declaration._core_loaded = True
        declaration.load_dict(DECLARATION)
        values = {f"{config.PREFIX}.{name}": value for name, value in written.items()}
        values["ckan.site_url"] = "https://www.Datagrandest.fr/"
        for key in declaration.iter_options():
            values.setdefault(str(key), declaration[key].default)
            values[str(key)] = declaration[key].normalize(values[str(key)])
        monkeypatch.setattr(tk, "config", values)

    return configure


def test_defaults_make_a_client(options):
    options()
    client = config.client_from_config()
    assert client.policy.allowed_hosts == frozenset()
    assert client.policy.ports == {80, 443, 8080, 8443}
    assert client.policy.own_hosts == {"www.datagrandest.fr"}
    assert client.limits.max_bytes == 104_857_600


def test_written_options_reach_the_client(options):
    options(allowed_hosts="LOCALHOST:8000 [::1]:80 nonsense", total_timeout="7", retries="0", ports="443")
    client = config.client_from_config()
    assert client.policy.allowed_hosts == {"localhost:8000", "[::1]:80"}
    assert client.policy.ports == {443}
    assert (client.limits.total_timeout, client.limits.retries) == (7, 0)


def test_forms_apply_the_same_policy(options):
    options(allowed_hosts="127.0.0.1:8000")
    assert validators.dge_outbound_url(" http://127.0.0.1:8000/csw ") == "http://127.0.0.1:8000/csw"
    for url in (
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "https://www.datagrandest.fr/api",
        "javascript:alert(1)",
        "",
    ):
        with pytest.raises(tk.Invalid):
            validators.dge_outbound_url(url)


def test_sound_options_give_no_finding(options, tmp_path):
    bundle = tmp_path / "authority.pem"
    bundle.touch()
    options(allowed_hosts="127.0.0.1:8000 [::1]:80", ca_bundle=str(bundle))
    assert list(checks.problems()) == []


@pytest.mark.parametrize(
    ("option", "written", "named"),
    [
        ("allowed_hosts", "127.0.0.1:8000 localhost", "“localhost”"),
        ("allowed_hosts", "http://127.0.0.1:8000", "“http://127.0.0.1:8000”"),
        ("ports", "80 http", "“http”"),
        ("ports", "70000", "“70000”"),
        ("schemes", "http ftp", "“ftp”"),
        ("ca_bundle", "/nowhere/authority.pem", "/nowhere/authority.pem"),
    ],
)
def test_malformed_option_is_found_and_harms_nothing_else(options, option, written, named):
    options(**{option: written})
    ((found, problem),) = checks.problems()
    assert found == option
    assert named in str(problem)
    config.policy_from_config()


@pytest.mark.parametrize("key", KEYS)
def test_every_option_is_documented(key):
    documentation = Path(__file__).parents[3] / "docs" / "net.md"
    assert f"`{key.removeprefix('ckanext.datagrandest.')}`" in documentation.read_text(encoding="utf-8")


def test_fault_16_stock_plugins_that_fetch_are_not_enabled():
    fetching = {
        "resource_proxy",
        "datapusher",
        "xloader",
        "ckan_harvester",
        "dcat_rdf_harvester",
        "dcat_json_harvester",
    }
    fetching |= {"csw_harvester", "waf_harvester", "doc_harvester"}
    assert fetching.isdisjoint(PLUGINS)
