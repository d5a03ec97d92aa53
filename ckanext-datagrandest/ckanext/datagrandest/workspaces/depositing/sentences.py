"""What the audit log says of deposits."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_

SENTENCES: dict[str, str] = {
    "deposit-received": N_("{actor} deposited the file “{file}”."),
    "deposit-refused": N_("The file “{file}”, which {actor} gave by its address, could not be fetched."),
    "deposit-schema": N_("{actor} said which schema the file “{file}” follows: {schema}."),
    "deposit-no-schema": N_("{actor} said that the file “{file}” follows no schema."),
    "deposit-described": N_("{actor} changed the description of the deposit “{file}”: {fields}."),
    "deposit-read": N_("{actor} said how the file “{file}” is read."),
    "deposit-repaired": N_("{actor} had the file “{file}” corrected."),
    "deposit-undone": N_("{actor} put the original of the file “{file}” back."),
    "deposit-masked": N_("{actor} had personal data masked in the file “{file}”."),
    "deposit-decided": N_("{actor} decided that the personal data of the file “{file}” may be published: {reason}"),
    "deposit-submitted": N_("{actor} asked for the publication of the file “{file}”."),
    "deposit-returned": N_("{actor} gave the deposit “{file}” back to its author: {reason}"),
    "deposit-published": N_("{actor} published the file “{file}” as “{title}”."),
    "deposit-abandoned": N_("{actor} gave up the deposit “{file}”."),
}
