"""SPARQL: the protocol, the text of a query, its mistakes, its tables, and what an engine is."""
