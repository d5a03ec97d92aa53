"""The only door to the network: every outbound request of the platform passes here."""
