Communes get workspaces: room `workspaces` with its tables, roles and audit log.
