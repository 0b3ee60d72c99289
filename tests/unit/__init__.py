"""Pure modules, each by itself."""
