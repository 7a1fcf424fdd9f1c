"""Explanations of decisions for people: of a receipt, of a case that is only tried, of what would have to change."""
