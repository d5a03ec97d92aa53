"""The page of a commune: its own data and those that cover it, in its colours; also inside the town's own site."""
