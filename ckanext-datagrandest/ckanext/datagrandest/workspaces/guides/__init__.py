"""The guides of the commune and of the animateur: `docs/fr/guide-*.md`, shown as pages of the site."""
