"""Is this the kind of answer that was asked for? Login pages and error pages arrive with status 200."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.errors import UnexpectedContent

_HTML = frozenset({"text/html", "application/xhtml+xml"})
#: Types that say nothing: servers send every kind of file under them.
_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/x-download"})
_HTML_START = re.compile(
    rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_HEAD = 1024


def check_content(pieces: Iterator[bytes], declared: str, expect: Collection[str], host: str) -> Iterator[bytes]:
    """Pass a body on, after judging its declared type and its beginning.

    Args:
        pieces: the body.
        declared: its `type/subtype`, lower case.
        expect: accepted types; none accepts everything. `text/xml` accepts every XML type, `application/json` every JSON.
        host: for the sentence.

    Raises:
        UnexpectedContent: it is of another kind.
    """
    if not expect:
        yield from pieces
        return
    html_is_welcome = not _HTML.isdisjoint(expect)
    accepted = declared in _VAGUE or _family(declared) in {_family(each) for each in expect}
    if declared in _HTML and not html_is_welcome:
        raise _login_page(host)
    if not accepted:
        raise UnexpectedContent(
            N_("{host} sends “{type}” where something else was expected. Check the address."),
            host=host,
            type=declared[:80],
        )
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD:
            break
    if not html_is_welcome and _HTML_START.match(head[:_HEAD]):
        raise _login_page(host)
    if head:
        yield head
    yield from pieces


def _family(media_type: str) -> str:
    """Fold the many names of XML and JSON into one each."""
    subtype = media_type.partition("/")[2]
    for family in ("xml", "json"):
        if media_type not in _HTML and (subtype == family or subtype.endswith(f"+{family}")):
            return family
    return media_type


def _login_page(host: str) -> UnexpectedContent:
    return UnexpectedContent(
        N_(
            "{host} shows a web page instead of the data: perhaps a login or an error page. Open the address to see it."
        ),
        host=host,
    )
