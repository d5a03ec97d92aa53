Files given to a dataset by CKAN's file actions count in the limits of its workspace.
