"""Deposits: from a file in the hands of a clerk to a published dataset, in steps that are all kept on the server."""
