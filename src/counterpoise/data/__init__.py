"""Examples: what they are, and how files and frames become them."""

from counterpoise.data.civil_comments import civil_comments
from counterpoise.data.derived_groups import Bins, Quantiles, Where, where
from counterpoise.data.examples import Examples, Origin
from counterpoise.data.groups import Delimited, Thresholded
from counterpoise.data.probabilities import check_probabilities, probabilities
from counterpoise.data.read import read
from counterpoise.data.scanning import Scan, scan

__all__ = [
    "Bins",
    "Delimited",
    "Examples",
    "Origin",
    "Quantiles",
    "Scan",
    "Thresholded",
    "Where",
    "check_probabilities",
    "civil_comments",
    "probabilities",
    "read",
    "scan",
    "where",
]
