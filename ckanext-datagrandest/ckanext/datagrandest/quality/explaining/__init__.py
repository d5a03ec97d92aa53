"""What was found, said to a clerk: what, where, why it matters and how to mend it."""
