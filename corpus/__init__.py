"""What the corpus is: records, catalogue and the French it is written in."""
