"""DATA Grand Est: the open-data platform of the Grand Est region, as a CKAN extension."""

import os

# PROJ can fetch grids of projections from the network, in C, where no guard of ours sees it. It reads this when it is
# first used, and before its own configuration: here is before any of our modules uses it.
os.environ["PROJ_NETWORK"] = "OFF"
