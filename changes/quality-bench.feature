`deploy/bench quality.*` measures the checker beside Frictionless, on the same file, with the same faults found.
