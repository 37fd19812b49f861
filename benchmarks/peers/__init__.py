"""What the figures are measured against."""
