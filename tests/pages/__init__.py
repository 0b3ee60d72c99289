"""PAGES: what people meet, in a real browser and held against axe-core and html-validate."""
