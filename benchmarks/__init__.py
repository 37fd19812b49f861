"""What is measured, with the peer it is measured against."""
