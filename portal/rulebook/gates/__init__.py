"""What publication of a rule pack asks for: whole tables, registered law, and a branch for each answer."""
