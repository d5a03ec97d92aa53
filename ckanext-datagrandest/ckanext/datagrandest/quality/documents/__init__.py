"""JSON documents held against a JSON Schema: public contracts (DECP)."""
