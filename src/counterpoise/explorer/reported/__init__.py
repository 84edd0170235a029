"""A report without its rows, explored as far as its sums reach."""
