"""The tables of `benchmarks/coverage.py`, a file for each kind of interval or test."""
