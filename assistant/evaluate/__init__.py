"""Scores the assistant on a set of questions; ``ui.compose`` gives it the ingestion to run."""
