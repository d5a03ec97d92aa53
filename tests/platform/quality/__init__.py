"""The contract that every harvester type must pass, and the tests of what they share."""
