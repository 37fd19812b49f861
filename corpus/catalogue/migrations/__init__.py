"""Alembic migrations of the catalogue, run when a catalogue is opened."""
