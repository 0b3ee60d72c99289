"""Search: from a few words, as a person types them, to things."""
