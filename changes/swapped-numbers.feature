Latitudes and longitudes that are swapped, or in metres of Lambert-93, in two columns of numbers are remarked in the report, with the repair that mends them.
