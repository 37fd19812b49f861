"""Follow-ups: how French questions lean on the turns before them."""
