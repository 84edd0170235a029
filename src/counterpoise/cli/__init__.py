"""The `counterpoise` command."""
