"""The register of legal instruments: what each is, when it is in force, and which rows of the rules rest on it."""
