"""The documentation's table of fields is that of the schemas."""

from pathlib import Path

from ckanext.datagrandest.metadata.reference import markdown

DOCUMENT = Path(__file__).parents[3] / "docs" / "metadata.md"


def test_the_documented_fields_are_the_declared_ones():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.endswith(markdown()), "paste the output of `python -m ckanext.datagrandest.metadata.reference`"
