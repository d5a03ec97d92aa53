"""What we mend of CKAN's search: each test fails when CKAN no longer needs it."""

from __future__ import annotations

from ckan.lib.search import common, query

from ckanext.datagrandest.catalogue import stock


def test_ckan_still_forgets_its_connection_and_ours_is_kept():
    assert common.make_connection().session is None
    assert query.make_connection().session is query.make_connection(decode_dates=False).session is not None


def test_ckan_still_reads_local_parameters_each_time_and_we_once():
    text = "{!edismax q.op=OR}"
    assert stock._read_local_params(text) is not stock._read_local_params(text)
    assert query._parse_local_params(text) is query._parse_local_params(text)
    assert query._get_local_query_parser(f"{text}eau") == "edismax"
