"""Ways of mending that need no framework: weights."""
