When the catalogue has an organisation of a commune that asks for a workspace, the animateur chooses whether it becomes the workspace, with its datasets and people, or a new one is made.
