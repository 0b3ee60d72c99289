"""Serving: reads a finished release and answers; never writes, never fetches."""
