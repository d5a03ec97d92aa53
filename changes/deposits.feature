A file deposited into a workspace is read, recognised, checked, corrected by rules that one accepts, described and published, step by step and kept at each; through the API in three calls.
