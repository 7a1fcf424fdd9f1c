"""Process versions: publish, load, find the one in force."""
