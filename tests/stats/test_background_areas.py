import numpy as np
import pytest

from counterpoise.stats.background_areas import background_areas
from counterpoise.stats.score_order import ScoreOrder

EVERY = ((False, False), (False, True), (True, False), (True, True))


class Rows:
    """Many overlapping slices in three columns, some of them empty, some with no background."""

    def __init__(self, seed, rows, *, weighted=False):
        generator = np.random.default_rng(seed)
        self.scores = generator.integers(0, 50, rows) / 50
        self.positives = generator.random(rows) < 0.3
        self.atoms = generator.integers(0, 60, rows)
        column = generator.integers(0, 3, 40)
        self.annotated = (generator.random((60, 3)) < 0.8)[:, column]
        self.inside = self.annotated & (generator.random((60, 40)) < generator.random(40) ** 4)
        self.inside[:, 0], self.inside[:, 1] = self.annotated[:, 0], False
        self.weights = generator.random(rows) * generator.integers(0, 3, rows) if weighted else None

    def areas(self):
        order = ScoreOrder.of(self.scores, self.positives, atoms=self.atoms, weights=self.weights)
        return background_areas(order, self.inside, self.annotated, labels=EVERY)

    def by_hand(self, place, label, background):
        """The area and the number of rows, from every pair."""
        inside = self.inside[self.atoms, place]
        ours = inside & (self.positives == label)
        theirs = self.annotated[self.atoms, place] & ~inside & (self.positives == background)
        weights = np.ones(len(ours)) if self.weights is None else self.weights
        s, t = self.scores[ours][:, None], self.scores[theirs]
        pairs = weights[ours][:, None] * weights[theirs]
        wins = (pairs * ((s > t) + (s == t) / 2)).sum()
        return wins, pairs.sum(), ours.sum() + theirs.sum()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("rows", [30, 900])
def test_areas_are_those_of_all_pairs_in_every_slice(rows, weighted):
    given = Rows(rows, rows, weighted=weighted)
    for found, (label, background) in zip(given.areas(), EVERY, strict=True):
        for place in range(40):
            wins, pairs, count = given.by_hand(place, label, background)
            assert found.rows[place, 0] == count
            assert found.denominator[place, 0] == pytest.approx(pairs, abs=1e-9)
            expected = wins / pairs if pairs else np.nan
            assert found.value[place, 0] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_no_rows_have_no_area():
    for found in Rows(0, 0).areas():
        assert np.isnan(found.value).all()
        assert not found.rows.any()
