"""Runs the platform on one machine, all state under `var/`: the standard library of Python 3.11 only."""
