"""What makes a bare checkout run: checks, packages, front end, database, processes. No product rule lives here."""
