"""Answers: a module for each kind of address, which says what is answered there over HTTP."""
