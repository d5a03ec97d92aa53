"""New versions of published files: what changed, the former files kept, any of them put back."""
