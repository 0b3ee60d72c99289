"""Making: turns reviewed sources into checked releases; the only writer of var/."""
