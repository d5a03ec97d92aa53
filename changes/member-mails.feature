Members of a workspace are told by mail when somebody changes their role or removes them: who did it, and what it means.
