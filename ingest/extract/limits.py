"""What a file may cost to be read: beyond, it is refused."""

from __future__ import annotations

SECONDS = 25  # for a file, its scanned pages left out
SECONDS_A_SCAN = 20  # more for each scanned page that is recognised
MEMORY = 700 * 1024 * 1024  # bytes of address space of the child process
MEMORY_OF_OCR = 300 * 1024 * 1024  # and of tesseract beside it
UNPACKED = 200 * 1024 * 1024  # bytes that the parts of one document may unpack to
MOST_SCANS = 400  # pages to recognise in one document
