"""The theme: home page, pages of text, and what templates need to know. Its part of the translations is `datagrandest`."""
