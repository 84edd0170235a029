"""Pure functions from sums to numbers."""
