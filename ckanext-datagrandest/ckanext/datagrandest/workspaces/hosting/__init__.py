"""Hosting within limits: what a workspace may keep, what it keeps, and how it ends without losing anything."""
