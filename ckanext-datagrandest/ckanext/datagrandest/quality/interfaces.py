"""The interface by which rooms are told of verdicts."""

from __future__ import annotations

from ckan.plugins import Interface


class IVerdicts(Interface):
    """Implemented by the plugin of a room that does something once a file was judged."""

    def after_verdict(self, resource_id: str) -> None:
        """Do it, in the job that judged the file; it must bear being done again."""
