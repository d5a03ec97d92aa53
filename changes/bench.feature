`deploy/bench NAME` measures speed beside a peer, one JSON object a line.
