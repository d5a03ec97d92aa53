"""What loading the platform costs each of its processes: what only checks files or writes workbooks stays out of it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

#: Libraries of up to thirty megabytes each, which the processes of the web, of jobs and of harvesting do not need.
HEAVY = ("polars", "xlsxwriter", "xlrd", "odf", "pyarrow")
OURS = sorted(
    each.value for each in entry_points(group="ckan.plugins") if each.value.startswith("ckanext.datagrandest.")
)
LOADED = """
import sys
from importlib import import_module
for value in sys.argv[1:]:
    import_module(value.partition(":")[0])
print(*sorted(sys.modules))
"""


def test_no_plugin_loads_what_its_processes_do_not_need():
    assert len(OURS) > 10
    command = [sys.executable, "-P", "-c", LOADED, *OURS]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "ckan.model" in loaded
    assert not set(HEAVY) & set(loaded)
