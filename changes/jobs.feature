Jobs that survive: a tick process for what recurs, queues for harvest and validation, and supervision of lost jobs.
