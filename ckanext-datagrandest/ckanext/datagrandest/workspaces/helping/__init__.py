"""Calls for help: a clerk asks from where they are, an animateur sees the same page, answers, and hands it back."""
