"""ArchiMate models: exchange files in, and out again."""
