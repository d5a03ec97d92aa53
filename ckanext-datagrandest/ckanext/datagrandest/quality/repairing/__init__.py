"""Repairs proposed rule by rule: before, after, how sure, how many; the original is always kept."""
