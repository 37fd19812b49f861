"""French as official documents write it: sentences, words, numbers, dates, frequencies."""
