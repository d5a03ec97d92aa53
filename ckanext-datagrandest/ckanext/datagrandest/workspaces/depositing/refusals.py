"""The sentences of a refusal of CKAN."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def sentences(error: tk.ValidationError) -> dict[str, list[str]]:
    """Give what a refusal says, by field."""
    return {str(name): _texts(said) for name, said in error.error_dict.items()}


def _texts(said: object) -> list[str]:
    if isinstance(said, dict):
        return [text for one in said.values() for text in _texts(one)]
    return [text for one in said for text in _texts(one)] if isinstance(said, list) else [str(said)]
