"""Valid tables made dirty from a seed, as clerks and spreadsheets do, and what a repair makes of them."""
