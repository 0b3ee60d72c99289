"""ArchiMate models from and to elsewhere, in the ArchiMate Model Exchange File Format 3.1."""
