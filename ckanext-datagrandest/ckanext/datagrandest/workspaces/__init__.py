"""Workspaces of communes: asked for, hosted within limits, filled by deposits, helped, shown to residents."""
