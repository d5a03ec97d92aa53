A dataset gets three scores with what would raise each most: ours of 100 points, the nine criteria of data.gouv.fr and the 405 points of data.europa.eu, computed as they do.
