Searches are asked in French words, limits are options, and what cannot be understood is explained in plain words instead of Solr's error.
