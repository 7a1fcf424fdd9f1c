"""The peers of the step benchmark: our runtime, stock SpiffWorkflow, and a hand-written machine as the bound."""
