"""How often the intervals hold the truth, and how often the tests cry wolf.

    python benchmarks/coverage.py --draws 20000

Data are simulated with known rates, areas and gaps for slices of n rows; each number is a share of
`--draws` data sets (fewer where each must be sorted or audited, as the tables say). Weighted rows
have lognormal weights (sigma 1), which make n rows worth n/2.7. Targets stand beside the numbers.
Two standard errors of the simulation aside, `!` marks a share on the harmful side of its target
(too little coverage, too many errors), `+` one on the wasteful side (too wide an interval).
"""

from __future__ import annotations

import argparse

import numpy as np
from coverage_tables.areas import areas, equality_gaps
from coverage_tables.families import families
from coverage_tables.flips import flips
from coverage_tables.gaps import gaps, gaps_of_weighted_rows, p_values
from coverage_tables.gates import gates
from coverage_tables.rates import rates

TABLES = {
    rates: 1,
    gaps: 1,
    gaps_of_weighted_rows: 5,
    p_values: 1,
    areas: 4,
    equality_gaps: 20,
    flips: 1,
    families: 20,
    gates: 20,
}
"""Tables, and the data sets of `--draws` to one of the table's."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for table, share in TABLES.items():
        table(max(options.draws // share, 1), np.random.default_rng(options.seed))


if __name__ == "__main__":
    main()
