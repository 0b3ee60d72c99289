"""HTTP, as the standards have it: negotiation, conditions, codings, who asks, what is told."""
