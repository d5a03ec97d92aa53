Each field of the shipped table schemas has a title, a help text and an example of our own, in French for a town clerk.
