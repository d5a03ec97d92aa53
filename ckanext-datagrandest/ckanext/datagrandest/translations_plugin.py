"""The plugin `datagrandest_translations`: our catalogue, merged after all others.

CKAN hands the catalogues of plugins to flask-babel in the reverse order of `ckan.plugins`; flask-babel keeps the
plural rule of the last one it merges, which is English when that plugin has no catalogue in the language. The plugin
therefore stands first in `composition.PLUGINS` (docs/decisions/010-translations.md).
"""

from __future__ import annotations

import ckan.plugins as p

from ckanext.datagrandest import translations


class TranslationsPlugin(p.SingletonPlugin):
    """Wiring of the catalogue `ckanext-datagrandest`."""

    p.implements(p.ITranslation)

    # ITranslation
    def i18n_directory(self) -> str:
        """Give the folder of the built catalogues."""
        return str(translations.I18N_DIRECTORY)

    def i18n_locales(self) -> list[str]:
        """Give the locales that have parts."""
        return translations.locales()

    def i18n_domain(self) -> str:
        """Give the one domain of the platform."""
        return translations.DOMAIN
