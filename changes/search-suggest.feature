`dge_search_suggest` proposes datasets and organisations while one types.
