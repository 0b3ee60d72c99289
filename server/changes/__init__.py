"""Changes: what the publisher changed between two releases, per thing and in words.

From the lines that two releases do not share (`lines`) to changes per thing (`things`), what they
touch (`touches`), what they are called and how they are told (`names`, `words`), and their forms
(`statements`, `sheet`). A change is computed from two releases and is part of neither. Only
`compare` and `steps` read files; all else is pure.
"""
