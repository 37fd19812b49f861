"""Every way in: the command line, the chat, the API."""
