"""The plugin `dge_quality`: wiring of verdicts, reports and repairs."""

from __future__ import annotations

from typing import Any

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Context

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.quality import (
    actions,
    auth,
    chained,
    guard,
    guarding_actions,
    guarding_helpers,
    guarding_views,
    helpers,
    hooks,
    link_check,
    score_cli,
    score_store,
    score_views,
    scores,
    store,
    tasks,
)
from ckanext.datagrandest.quality.exposed import exposed
from ckanext.datagrandest.quality.scoring.together import shown


@tk.blanket.actions({**exposed(actions), **exposed(guarding_actions), **exposed(chained)})
@tk.blanket.auth_functions(auth)
@tk.blanket.helpers({**exposed(helpers), **exposed(guarding_helpers)})
@tk.blanket.blueprints([guarding_views.quality, score_views.scores])  # pyright: ignore[reportCallIssue, reportArgumentType] - it takes one too
@tk.blanket.config_declarations
class QualityPlugin(p.SingletonPlugin):
    """Wiring of the room `quality`. It stands before `datagrandest`, whose page of a resource it adds to."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(IRecurringJobs)
    p.implements(p.IClick)
    p.implements(p.IPackageController, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Add the templates."""
        tk.add_template_directory(config, "templates")

    # IConfigurable
    def configure(self, config: CKANConfig) -> None:
        """Look at changed resources after each commit."""
        hooks.listen()

    # IRecurringJobs
    def recurring_jobs(self) -> list[RecurringJob]:
        """Find files that no hook has seen, compute scores, check links."""
        return [*tasks.RECURRING, *scores.RECURRING, *link_check.RECURRING]

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Add `quality` to the group `dge`."""
        dge.add_command(score_cli.quality)
        return []

    # IPackageController
    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Have new files judged; batches (`defer_commit`) are left to the recurring job."""
        if not context.get("defer_commit"):
            guard.settle(context, pkg_dict["id"])
            hooks.note(pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Have changed files judged; batches (`defer_commit`) are left to the recurring job."""
        if not context.get("defer_commit"):
            guard.settle(context, pkg_dict["id"])
            hooks.note(pkg_dict["id"])

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Index the schemas that files of the dataset conform to, and its score."""
        if schemas := store.conforming_schemas(pkg_dict["id"]):
            pkg_dict["conforms_to_ss"] = schemas
        if (points := score_store.totals([pkg_dict["id"]]).get(pkg_dict["id"])) is not None:
            pkg_dict["quality_score_i"] = shown(points)
        return pkg_dict
