"""Communes, EPCI, départements and région: model, loading, lookup and inheritance."""
