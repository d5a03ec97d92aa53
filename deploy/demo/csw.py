"""The demonstration's CSW server: pycsw in a virtualenv of its own (`config/requirements/pycsw.txt`).

    var/pycsw/bin/python deploy/demo/csw.py load [DIR] --state var/csw     # prints the report as JSON
    var/pycsw/bin/python deploy/demo/csw.py serve --state var/csw --port 8000
    var/pycsw/bin/python deploy/demo/csw.py render OUT                     # the demonstration's records as files

Without DIR, `load` takes the records that the project writes itself (`layers.yaml`). Loading again replaces what is held,
also below a running server. Exit codes: 0 done (also when files were refused: read the report), 2 nothing could be done.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import holding
import render
import service

REPORT = "load.json"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; give its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except OSError as error:
        print(f"csw: {error.strerror or error} {error.filename or ''}".rstrip(), file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="csw.py", description="The demonstration's CSW server")
    commands = parser.add_subparsers(required=True)
    load = commands.add_parser("load", help="replace what the server holds; print what became of each file")
    load.add_argument("folder", nargs="?", type=Path)
    load.add_argument("--state", type=Path, required=True)
    load.set_defaults(run=_load)
    serve = commands.add_parser("serve", help="serve on a loopback port until terminated")
    serve.add_argument("--state", type=Path, required=True)
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--host", default="127.0.0.1")
    serve.set_defaults(run=_serve)
    write = commands.add_parser("render", help="write the demonstration's records into a folder")
    write.add_argument("folder", type=Path)
    write.set_defaults(run=_render)
    return parser


def _load(options: argparse.Namespace) -> int:
    if options.folder and not options.folder.is_dir():
        print(f"csw: {options.folder} is not a folder of XML records", file=sys.stderr)
        return 2
    options.state.mkdir(parents=True, exist_ok=True)
    documents = _files(options.folder) if options.folder else _demonstration()
    outcomes = [asdict(outcome) for outcome in holding.load(documents, options.state)]
    report = json.dumps(outcomes, ensure_ascii=False, indent=1)
    (options.state / REPORT).write_text(report, encoding="utf-8")
    print(report)
    refused = sum(outcome["state"] == "refused" for outcome in outcomes)
    print(f"csw: {len(outcomes) - refused} loaded, {refused} refused of {len(outcomes)} files", file=sys.stderr)
    return 0


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.xml")):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _demonstration() -> Iterator[tuple[str, bytes]]:
    for identifier, content in render.records():
        yield f"{identifier}.xml", content


def _serve(options: argparse.Namespace) -> int:
    if not (options.state / holding.DATABASE).is_file():
        print(f"csw: nothing is loaded in {options.state}; run `csw.py load` first", file=sys.stderr)
        return 2
    service.serve(options.state, options.host, options.port)
    return 0


def _render(options: argparse.Namespace) -> int:
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, content in _demonstration():
        (options.folder / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
