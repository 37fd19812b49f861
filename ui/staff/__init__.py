"""The pages of staff: signing in, the library, conversations, steering, accounts."""
