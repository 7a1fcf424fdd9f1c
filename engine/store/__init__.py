"""How an instance is read and written: one read, one guarded statement. SQL lies in the .sql files beside."""
