"""Service operations: the registry, the outbox that runs them after commit, and the timers."""
