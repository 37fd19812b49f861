"""A conversation taken away: Markdown, DOCX, PDF."""
