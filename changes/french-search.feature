The Solr configset analyses French (elision, folding, light stems, town-hall synonyms), holds territories and extents, and carries a mark by which the platform recognises it.
