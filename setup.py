"""One distribution from four folders: the CKAN extension, the harvesters, the schemas and the guides that pages show.

`harvesters/`, `schemas/` and `docs/fr/` (as `guides`) are mapped below `ckanext.datagrandest`. `ckanext` itself is never
listed: that name is shared with CKAN and the other extensions (docs/decisions/001-layout.md).
"""

import runpy
from pathlib import Path

from setuptools import find_namespace_packages, find_packages, setup
from setuptools.command.build_py import build_py

PACKAGE, SOURCE = "ckanext.datagrandest", "ckanext-datagrandest"
MAPPED = {f"{PACKAGE}.harvesters": "harvesters", f"{PACKAGE}.schemas": "schemas", f"{PACKAGE}.guides": "docs/fr"}
DATA_FOLDERS = ("migration", "templates", "assets", "i18n", "public", "data")
DATA = [
    "**/*.yaml",
    "**/*.json",
    "**/*.csv",
    "guide-*.md",
    "images/*.png",
    *(f"{folder}/**/*" for folder in DATA_FOLDERS),
]


def requirements(name: str) -> list[str]:
    """Read the requirements of one `.in` file, without its comments and references."""
    lines = Path("config/requirements", f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


packages = find_namespace_packages(
    SOURCE,
    include=[PACKAGE, f"{PACKAGE}.*"],
    exclude=[f"*.{folder}{inner}" for folder in DATA_FOLDERS for inner in ("", ".*")],
)
for package, folder in MAPPED.items():
    packages += [package, *(f"{package}.{inner}" for inner in find_packages(folder))]


#: What is made from sources before the files are gathered, for wheels and editable installs: file, function.
GENERATED = (("translations.py", "build"), ("territories/cog_build.py", "ensure"))


class BuildWithGenerated(build_py):
    """Builds as usual after making what is shipped but not committed."""

    def run(self) -> None:
        """Make the catalogues and the table of French codes."""
        for path, function in GENERATED:
            runpy.run_path(f"{SOURCE}/ckanext/datagrandest/{path}")[function]()
        super().run()


PLUGINS = {
    "dge_harvesting": "harvesting.plugin:HarvestingPlugin",
    "datagrandest": "plugin:DataGrandEstPlugin",
    "dge_territories": "territories.plugin:TerritoriesPlugin",
    "dge_catalogue": "catalogue.plugin:CataloguePlugin",
    "dge_net": "net.plugin:NetPlugin",
    "dge_jobs": "jobs.plugin:JobsPlugin",
    "dge_csw": "harvesters.csw.plugin:CswPlugin",
    "dge_ckan": "harvesters.ckan.plugin:CkanPlugin",
    "dge_udata": "harvesters.udata.plugin:UdataPlugin",
    "dge_dcat": "harvesters.dcat.plugin:DcatPlugin",
    "dge_waf": "harvesters.waf.plugin:WafPlugin",
    "dge_wfs": "harvesters.wfs.plugin:WfsPlugin",
    "dge_ods": "harvesters.ods.plugin:OdsPlugin",
    "dge_arcgis": "harvesters.arcgis.plugin:ArcgisPlugin",
    "dge_importing": "importing.plugin:ImportingPlugin",
    "dge_metadata": "metadata.plugin:MetadataPlugin",
    "dge_publication": "publication.plugin:PublicationPlugin",
    "dge_quality": "quality.plugin:QualityPlugin",
    "dge_workspaces": "workspaces.plugin:WorkspacesPlugin",
    "datagrandest_translations": "translations_plugin:TranslationsPlugin",
}

setup(
    name="ckanext-datagrandest",
    version="0.1.0",
    description="DATA Grand Est: the open-data platform of the Grand Est region",
    long_description=Path("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="AGPL-3.0-or-later",
    python_requires=">=3.11",
    packages=packages,
    package_dir={"": SOURCE, **MAPPED},
    package_data={"": DATA},
    cmdclass={"build_py": BuildWithGenerated},
    install_requires=requirements("base"),
    extras_require={"platform": requirements("platform"), "test": requirements("test")},
    entry_points={
        "ckan.plugins": [f"{name} = {PACKAGE}.{target}" for name, target in PLUGINS.items()],
        "console_scripts": [f"dge = {PACKAGE}.console:main"],
        "ckan.rdf.profiles": [f"dge_dcat_ap_fr = {PACKAGE}.publication.profile:DataGrandEstProfile"],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
    },
    message_extractors={
        SOURCE: [("**.py", "python", None), ("**/templates/**.html", "ckan", None)],
        "harvesters": [("**.py", "python", None)],
    },
)
