"""Logging in by the form, as everybody does."""

from __future__ import annotations

from playwright.sync_api import Page


def sign_in(page: Page, login: str, password: str) -> Page:
    """Log somebody in; give the page that comes next."""
    page.goto("/user/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/user/login" not in url)
    return page
