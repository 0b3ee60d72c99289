"""Portfolio: a user's own list of software products, laid over the landscape; nothing is kept.

delimited, turtle (a file -> statements with their lines) -> matching (names -> components) -> rules
(what is wrong, by the shapes of the release) -> products -> comparing (gaps, overlaps, connections)
-> writing, sharing (the list and what came of it, as bytes). All pure; a list is hostile input, so
every step is bounded.
"""
