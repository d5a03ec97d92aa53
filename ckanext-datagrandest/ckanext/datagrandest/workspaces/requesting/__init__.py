"""Requesting a workspace: asked for without an account, checked, confirmed by a link, decided by an animateur."""
