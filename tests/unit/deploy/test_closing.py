"""deploy/test ends with one line for all suites, in pytest's own form."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from local import closing
from local.closing import Outcome


def outcome(text, code=0):
    return closing.call([sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"], Path("/"), os.environ)


def test_the_closing_line_is_read():
    read = outcome("===== 1 failed, 2 passed, 1 error in 3.21s =====", 1)
    assert (read.code, dict(read.counts)) == (1, {"failed": 1, "passed": 2, "error": 1})


def test_a_quiet_closing_line_is_read():
    assert outcome("12 passed, 1 warning in 0.52s (0:00:01)").counts["passed"] == 12


def test_all_suites_are_added_up():
    told = closing.summary({"unit": outcome("=== 2 passed in 1.00s ==="), "lint": Outcome(0)}, 5)
    assert told.splitlines()[-1].strip("= ") == "2 passed in 5.00s"


def test_a_suite_that_fails_without_tests_counts_as_an_error():
    told = closing.summary({"unit": outcome("=== 2 passed in 1.00s ==="), "lint": Outcome(1)}, 5)
    assert told.splitlines()[-1].strip("= ") == "1 error, 2 passed in 5.00s"
    assert "FAILED" in told
