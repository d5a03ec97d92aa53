"""Faults of ckanext-harvest mended here, one module each; a test says when upstream has mended one."""
