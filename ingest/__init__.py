"""A document in, passages out."""
