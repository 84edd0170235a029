"""Find, mend and prove away subgroup bias in classifiers."""

__version__ = "0.1.0"
