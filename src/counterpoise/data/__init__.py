"""Examples: what they are, and how files and frames become them."""
