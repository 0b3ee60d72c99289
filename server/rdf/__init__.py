"""RDF: terms and triples, and every form in which they are written."""
