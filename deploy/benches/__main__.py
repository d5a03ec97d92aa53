"""Runs one bench inside the platform's environment: `python -m benches NAME [--n N] [--peer-n N]`."""

from __future__ import annotations

import argparse
import importlib


def main() -> None:
    """Print one JSON object a measure."""
    parser = argparse.ArgumentParser(prog="deploy/bench")
    parser.add_argument("name")
    parser.add_argument("--n", type=int)
    parser.add_argument("--peer-n", type=int)
    options = parser.parse_args()
    subject = importlib.import_module(f"benches.{options.name.partition('.')[0]}")
    for measure in subject.BENCHES[options.name].run(options.n, options.peer_n):
        print(measure.line(), flush=True)


if __name__ == "__main__":
    main()
