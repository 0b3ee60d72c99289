"""Pages: what people read; models are made here, templates only lay them out."""
