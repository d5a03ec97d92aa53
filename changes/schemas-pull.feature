`dge schemas pull` brings the national registry's table schemas into a folder of one's own; `--schema` also takes an address.
