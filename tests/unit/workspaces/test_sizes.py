"""Sizes as people read them."""

import pytest

from ckanext.datagrandest.workspaces.hosting.sizes import size

KB, MB, GB = 1024, 1024**2, 1024**3


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (KB, "1 KB"),
        (1536, "1.5 KB"),
        (12 * KB + 700, "13 KB"),
        (500 * MB, "500 MB"),
        (int(2.25 * GB), "2.2 GB"),
        (5000 * GB, "5000 GB"),
    ],
)
def test_a_size_is_said_in_the_largest_unit_that_it_fills(count, said):
    assert str(size(count)) == said


def test_french_writes_a_comma():
    french = {"{number} KB": "{number} Ko", "{whole}.{tenth}": "{whole},{tenth}"}
    assert size(1536).render(lambda msgid: french.get(msgid, msgid)) == "1,5 Ko"
