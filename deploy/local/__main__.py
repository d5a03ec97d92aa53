"""Entry of `deploy/up`, `down`, `status`, `test` and `bench`."""

from __future__ import annotations

import importlib
import sys

from local.errors import DeployError, from_os_error
from local.instance import state_folder
from local.progress import warn

COMMANDS = {"up": "up", "down": "down", "status": "status", "test": "testing", "bench": "bench"}
INTERRUPTED = 130


def main() -> int:
    """Run one command; tell what went wrong and what to do, never with a traceback for what we know."""
    name, arguments = sys.argv[1], sys.argv[2:]
    try:
        return importlib.import_module(f"local.{COMMANDS[name]}").main(arguments)
    except DeployError as error:
        problem = error
    except OSError as error:
        problem = from_os_error(error, state_folder())
    except KeyboardInterrupt:
        warn("\nInterrupted. Run the same command again: it goes on where it stopped.")
        return INTERRUPTED
    warn(f"\ndeploy/{name}: {problem.what}\nWhat to do: {problem.remedy}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
