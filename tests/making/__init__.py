"""Making: real files, real processes, real kills."""
