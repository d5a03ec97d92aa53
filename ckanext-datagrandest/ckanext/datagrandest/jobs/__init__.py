"""Jobs that survive: what recurs, what takes long, and what was lost on the way.

The truth is in PostgreSQL (`dge_job`, `dge_recurrence`); Redis only carries jobs to the workers and may be flushed.
Other rooms use `jobs.queueing.enqueue`, `jobs.store.show` and the interface `jobs.interfaces.IRecurringJobs`.
"""
