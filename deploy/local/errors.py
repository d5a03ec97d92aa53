"""What went wrong in a deployment, told with what to do about it."""

from __future__ import annotations

import errno


class DeployError(Exception):
    """A step failed for a reason we know.

    Attributes:
        what: one sentence that says what is wrong.
        remedy: what the reader can do; a command where there is one.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def disk_full(path: object) -> DeployError:
    """Say that there is no space left where `path` is."""
    return DeployError(
        f"The disk that holds {path} is full.",
        "Free some space (`df -h` shows where it is short), then run the same command again: it goes on where it stopped.",
    )


def from_os_error(error: OSError, fallback_path: object) -> DeployError:
    """Turn an error of the operating system into one with a remedy."""
    path = error.filename or fallback_path
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(path)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return DeployError(
            f"No permission on {path}.",
            "Run the command as the user who ran deploy/up the first time, or as root.",
        )
    if error.errno == errno.EROFS:
        return DeployError(f"{path} is on a read-only disk.", "Set DGE_VAR to a folder that can be written.")
    return DeployError(f"{error.strerror or error} ({path}).", "Correct this, then run the same command again.")
