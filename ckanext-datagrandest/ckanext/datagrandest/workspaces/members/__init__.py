"""Who may do what in a workspace: members, the animateurs' reach, and the audit log that everybody there can read."""
