Harvest sources can be limited to a territory: a national catalogue gives only what touches the Grand Est, and the report counts what was left out. Changed options map unchanged records again.
