"""What a draft would change: every known case decided under the version it comes from, and under it."""
