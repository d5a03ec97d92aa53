"""Where files are kept: on the disk of the platform, or on a server that speaks S3. Imports no other room."""
