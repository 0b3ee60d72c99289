"""Attacks on servers of our own, over loopback alone; `python -m tests.attack` is all of it."""
