"""What a commune shows of itself, from the first screen: description, address, site, colours and logo."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

#: Fields of the organisation that the first screen asks for.
FIELDS = ("description", "email", "url", "colour_primary", "colour_secondary")


def keep(organization: Any, context: Any) -> bool:
    """Keep what the form says of the commune; say why it cannot, and tell whether it could."""
    form, logo = tk.request.form, tk.request.files.get("image_upload")
    changed: dict[str, Any] = {name: form.get(name, "").strip() for name in FIELDS if name in form}
    if logo is not None and logo.filename:
        changed["image_upload"] = logo
    try:
        tk.get_action("organization_patch")(context, {"id": organization.id, **changed})
    except tk.ValidationError as error:
        for name, sentences in error.error_dict.items():
            told = " ".join(map(str, sentences)) if isinstance(sentences, list) else str(sentences)
            tk.h.flash_error(f"{name} : {told}")
        return False
    except tk.NotAuthorized as error:
        tk.abort(403, str(error.message or ""))
    return True
