"""Serving, tried from outside: a real server, real clients."""
