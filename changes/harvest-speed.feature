Harvesting writes with less: a second process indexes, and a record costs the writing process 27 questions to the database instead of 65.
