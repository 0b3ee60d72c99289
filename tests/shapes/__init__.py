"""Shapes: every rule is seen to pass and to fail, and to notice what goes wrong in real data."""
