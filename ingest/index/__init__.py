"""The two indexes, both derived from the catalogue: by meaning and by words."""
