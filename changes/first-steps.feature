The front page leads communes to their free workspace, and the form of a harvest source shows the options of the chosen type only.
