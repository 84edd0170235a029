"""What the page can ask: one file a method, `web/PROTOCOL.md` in Python."""
