"""What machines read: DCAT-AP, exports and feeds."""
