"""How a `HarvesterType` becomes a type of ckanext-harvest: one thin plugin each."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesting import options, rows
from ckanext.datagrandest.harvesting.contract import HarvesterType


class HarvesterPlugin(p.SingletonPlugin):
    """Base of the plugins that show a harvester type to ckanext-harvest.

    A subclass only names its type and implements the interface (CKAN looks at the class itself):

        class CswPlugin(HarvesterPlugin):
            p.implements(IHarvester)
            harvester_type = csw.TYPE
    """

    harvester_type: ClassVar[HarvesterType]

    # IHarvester
    def info(self) -> dict[str, Any]:
        """Describe the type for forms and the API, with its declared options."""
        declared = self.harvester_type
        return {
            "name": declared.name,
            "title": tk._(declared.title),
            "description": tk._(declared.description),
            "form_config_interface": "Text",
            "options": [_option(option) for option in declared.options],
        }

    def validate_config(self, config: str | None) -> str:
        """Check the configuration of a source against the declared options.

        Raises:
            ValueError: with every fault, as shown in the form.
        """
        try:
            given = options.parse(config)
            options.check(self.harvester_type.options, given)
        except options.InvalidOptions as error:
            raise ValueError(" ".join(message.render(tk._) for message in error.messages)) from error
        return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""

    def get_original_url(self, harvest_object_id: str) -> str | None:
        """Give the address of a record at its source, when the type told it."""
        found = rows.harvest_object(harvest_object_id)
        urls = [extra.value for extra in found.extras if extra.key == "url"] if found else []
        return next((url for url in urls if url.startswith(("https://", "http://"))), None)

    def gather_stage(self, harvest_job: Any) -> list[str]:
        """Run the whole job at once: this is what `harvester run-test` calls. Nothing is left to fetch."""
        from ckanext.datagrandest.harvesting import runner

        runner.run_now(harvest_job.id)
        return []

    def fetch_stage(self, harvest_object: Any) -> bool:
        """Do nothing: records come whole with the listing."""
        return bool(harvest_object)

    def import_stage(self, harvest_object: Any) -> bool:
        """Map and write again one object that was kept, as `harvester import` asks."""
        from ckanext.datagrandest.harvesting import reimport

        return not reimport.objects([harvest_object.id]).errored


def _option(option: Any) -> dict[str, Any]:
    return {
        "name": option.name,
        "label": tk._(option.label),
        "kind": option.kind,
        "default": option.default,
        "help": tk._(option.help) if option.help else "",
        "choices": {value: tk._(label) for value, label in option.choices.items()},
        "required": option.required,
        "secret": option.secret,
    }


def harvester_types() -> dict[str, HarvesterType]:
    """Give our enabled harvester types, by name."""
    found = (getattr(plugin, "harvester_type", None) for plugin in p.PluginImplementations(IHarvester))
    return {kind.name: kind for kind in found if kind}
