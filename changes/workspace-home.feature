“Mon espace”: a first path of three screens, one thing to do next, datasets with their score and the step that would raise it most, drafts, messages, room and people.
