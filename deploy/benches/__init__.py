"""Measures of speed, one module a subject: `deploy/bench quality.100k` runs `quality.py`.

A module imports only the standard library at its top (it is read before the environment exists) and declares

    BENCHES = {"quality.100k": Bench(run, services=False)}

where `run(n, peer_n)` yields `Measure`s. With `services=True` it finds PostgreSQL, Redis, Solr and CKAN's
configuration (`CKAN_INI`) of a platform made for benches, which it may empty (`platform.empty()`).
"""
