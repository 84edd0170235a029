"""Mergeable sums, and what can be said of them."""
