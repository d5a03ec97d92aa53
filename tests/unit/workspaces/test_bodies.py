"""Bodies that are too large are refused before they are read, whether they say their length or not."""

import io
import json

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from ckanext.datagrandest.workspaces.hosting.bodies import BoundedBodies

LIMIT = 1 << 20


class Endless(io.RawIOBase):
    """A body without end, which counts what is read of it."""

    def __init__(self):
        self.count = 0

    def read(self, count=-1):
        assert count >= 0, "a body without end is read whole"
        self.count += count
        return b"x" * count

    def readline(self, count=-1):
        return self.read(count)


def application(environ, start_response):
    """Read the body as werkzeug does, and say how long it was."""
    length = 0
    while piece := environ["wsgi.input"].read(1 << 16):
        length += len(piece)
    start_response("200 OK", [])
    return [str(length).encode()]


def ask(body, **environ):
    words = []
    told = {"PATH_INFO": "/dataset", "wsgi.input": body, **environ}
    try:
        answer = b"".join(BoundedBodies(application, LIMIT, "fr")(told, lambda *begun: words.append(begun)))
    except RequestEntityTooLarge as error:
        return type(error).__name__, b""
    return words[-1][0], answer


def test_a_body_that_says_that_it_is_too_large_is_not_read():
    body = Endless()
    status, answer = ask(body, CONTENT_LENGTH=str(2 << 30))
    assert (status[:3], body.count) == ("413", 0)
    assert "1 Mo" in answer.decode()


def test_the_api_answers_in_its_own_shape():
    _, answer = ask(Endless(), CONTENT_LENGTH=str(2 << 30), PATH_INFO="/api/action/resource_create")
    told = json.loads(answer)
    assert (told["success"], "découpez le fichier" in told["error"]["message"]) == (False, True)


def test_a_body_without_length_is_read_up_to_the_limit():
    body = Endless()
    status, _ = ask(body)
    assert status == "RequestEntityTooLarge"
    assert body.count <= LIMIT + (1 << 16)


@pytest.mark.parametrize("told", [{}, {"CONTENT_LENGTH": str(LIMIT)}])
def test_a_body_within_the_limit_comes_through(told):
    status, answer = ask(io.BytesIO(b"x" * LIMIT), **told)
    assert (status, answer) == ("200 OK", str(LIMIT).encode())


def test_the_word_of_an_application_that_swallows_the_error_is_taken_back():
    def swallowing(environ, start_response):
        try:
            environ["wsgi.input"].read(LIMIT + 1)
        except RequestEntityTooLarge:
            start_response("500 Internal Server Error", [])
        return [b"?"]

    words = []
    environ = {"PATH_INFO": "/", "wsgi.input": Endless()}
    answer = BoundedBodies(swallowing, LIMIT, "fr")(environ, lambda *begun: words.append(begun[0]))
    assert words == ["413 Request Entity Too Large"]
    assert b"".join(answer)
