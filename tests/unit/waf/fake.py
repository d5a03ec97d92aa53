"""A web server that lists a folder of files in the manner of Apache, nginx, IIS or Tomcat, over real HTTP."""

import io
import threading
import zipfile
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>{identifier}</gco:CharacterString></gmd:fileIdentifier>
<gmd:dateStamp><gco:Date>2024-01-01</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>Résumé</gco:CharacterString></gmd:abstract>
</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"""


def record(identifier, title):
    return RECORD.format(identifier=escape(identifier, quote=False), title=escape(title, quote=False)).encode()


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class FakeFolder:
    """Files by path below the root; `requests` keeps (path, status).

    `manner` is how folders are listed, `validators` which of etag and modified files bear, `raw` answers for given paths.
    """

    def __init__(self):
        self.files = {}
        self.changed = {}
        self.requests = []
        self.manner = "apache"
        self.validators = {"etag", "modified"}
        self.raw = {}
        self.fails_after = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/iso/"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def write(self, path, content):
        self.files[path] = content
        self.changed[path] = self.changed.get(path, 0) + 1

    # what the contract of harvesters asks of a remote
    def put(self, identifier, title):
        self.write(f"{identifier}.xml", record(identifier, title))

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.files[f"{identifier}.xml"]

    def break_record(self, identifier):
        self.put(identifier, "")

    def repeat(self, identifier):
        self.write(f"zz-{identifier}.xml", record(identifier, "Le même identifiant, un autre contenu"))

    def fail_after(self, pages):
        self.fails_after = pages

    def asked(self, status=200):
        """Give the files asked for with a status."""
        return [path for path, answered in self.requests if answered == status and path and not path.endswith("/")]

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = unquote(urlsplit(self.path).path)
                status, headers, content = fake.respond(path, self.headers)
                fake.requests.append((path.removeprefix("/iso/"), status))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        return Handler

    def respond(self, path, headers):
        if path in self.raw:
            return self.raw[path]
        if path == "/iso":
            return 301, {"Location": "/iso/"}, b""
        name = path.removeprefix("/iso/")
        if path.endswith("/"):
            if self.fails_after is not None:
                return 500, {"Content-Type": "text/html"}, b"<html>failed</html>"
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self.index(name).encode()
        return self.file(name, headers)

    def file(self, name, headers):
        if name not in self.files:
            return 404, {"Content-Type": "text/html"}, b"<html>not here</html>"
        told = self.told(name)
        same = told.get("ETag") and headers.get("If-None-Match") == told["ETag"]
        if same or (told.get("Last-Modified") and headers.get("If-Modified-Since") == told["Last-Modified"]):
            return 304, told, b""
        return 200, {**told, "Content-Type": "application/xml"}, self.files[name]

    def told(self, name):
        version = self.changed[name]
        headers = {
            "ETag": f'"{version}-{len(self.files[name])}"',
            "Last-Modified": f"Tue, 02 Jan 2024 10:{version:02}:00 GMT",
        }
        wanted = {"ETag": "etag", "Last-Modified": "modified"}
        return {key: value for key, value in headers.items() if wanted[key] in self.validators}

    def index(self, folder):
        names = sorted({path.removeprefix(folder).partition("/")[0] + ("/" if "/" in path.removeprefix(folder) else "")
                        for path in self.files if path.startswith(folder)})  # fmt: skip
        lines = [(name, self.changed.get(folder + name, 0), len(self.files.get(folder + name, b""))) for name in names]
        return MANNERS[self.manner](folder, lines)


def apache(folder, lines):
    rows = "".join(
        f'<img src="/icons/text.gif" alt="[TXT]"> <a href="{quote(name)}">{escape(name[:20])}</a>'
        f"   2024-01-02 10:{version:02}  {size}  \n"
        for name, version, size in lines
    )
    return (
        f"<!DOCTYPE html><html><head><title>Index of /iso/{folder}</title></head><body><h1>Index</h1><pre>"
        '<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <hr><a href="../">Parent Directory</a>    -\n'
        f"{rows}<hr></pre><address>Apache/2.4</address></body></html>"
    )


def nginx(folder, lines):
    rows = "".join(f'<a href="{quote(name)}">{escape(name)}</a>      02-Jan-2024 10:{version:02}    {size}\r\n'
                   for name, version, size in lines)  # fmt: skip
    return f'<html>\r\n<head><title>Index</title></head>\r\n<body>\r\n<h1>Index</h1><hr><pre><a href="../">../</a>\r\n{rows}</pre><hr></body></html>'


def iis(folder, lines):
    rows = "".join(f'&nbsp;1/2/2024&nbsp;10:{version:02}&nbsp;AM&nbsp;{size}&nbsp;<A HREF="/iso/{folder}{quote(name)}">{escape(name)}</A><br>'
                   for name, version, size in lines)  # fmt: skip
    return f'<html><head><title>x - /iso/</title></head><body><H1>x</H1><hr>\r\n\r\n<pre><A HREF="/">[To Parent Directory]</A><br><br>{rows}</pre><hr></body></html>'


def tomcat(folder, lines):
    rows = "".join(f'<tr>\r\n<td align="left">&nbsp;&nbsp;\r\n<a href="/iso/{folder}{quote(name)}"><tt>{escape(name)}</tt></a></td>\r\n'
                   f'<td align="right"><tt>{size / 1024:.1f} kb</tt></td>\r\n<td align="right"><tt>Tue, 02 Jan 2024 10:{version:02}:00 GMT</tt></td>\r\n</tr>\r\n'
                   for name, version, size in lines)  # fmt: skip
    return f'<html>\r\n<body><table width="100%"><tr><td>Filename</td><td>Size</td><td>Last Modified</td></tr>{rows}</table></body></html>'


MANNERS = {"apache": apache, "nginx": nginx, "iis": iis, "tomcat": tomcat}
