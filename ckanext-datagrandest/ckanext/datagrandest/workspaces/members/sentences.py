"""What the audit log says of members and of changes that come by CKAN's own roads; pure."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_

SENTENCES: dict[str, str] = {
    "member-invited": N_("{actor} invited {email}: {role}."),
    "member-invited-again": N_("{actor} sent the invitation of {person} once more."),
    "member-added": N_("{actor} added {person}: {role}."),
    "member-changed": N_("{actor} gave {person} another role: {role}."),
    "member-removed": N_("{actor} removed {person} from the workspace."),
    "member-left": N_("{actor} left the workspace."),
    "identity-changed": N_("{actor} changed what the workspace says of the commune."),
    "dataset-created": N_("{actor} created the dataset “{title}”."),
    "dataset-changed": N_("{actor} changed the dataset “{title}”."),
    "dataset-published": N_("{actor} published the dataset “{title}”."),
    "dataset-withdrawn": N_("{actor} made the dataset “{title}” private."),
    "dataset-restored": N_("{actor} brought the dataset “{title}” back."),
    "dataset-deleted": N_("{actor} deleted the dataset “{title}”."),
    "dataset-purged": N_("{actor} deleted the dataset “{title}” for good."),
    "file-repaired": N_("{actor} repaired the file “{file}” of “{title}”."),
    "file-restored": N_("{actor} put the original of the file “{file}” of “{title}” back."),
    "file-masked": N_("{actor} masked personal data in the file “{file}” of “{title}”."),
    "file-decided": N_("{actor} said why the personal data of the file “{file}” of “{title}” may be published."),
    "file-reread": N_("{actor} corrected how the file “{file}” of “{title}” is read."),
}  # fmt: skip
