"""Engines: who evaluates a query, in a process that may be killed or at an endpoint elsewhere."""
