"""What is trained: every remedy with its strengths."""

from __future__ import annotations

from dataclasses import dataclass

BASELINE, CONTROL = "baseline", "control"

GRIDS: dict[str, tuple[float, ...]] = {
    "upweighting": (0.05, 0.1, 0.15, 0.2, 0.4, 1.0),
    "mindiff": (0.03, 0.1, 0.3, 1.0),
    "pairing": (0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
    "group_dro": (0.001, 0.01),
    "rate_constraints": (0.03, 0.1, 0.3, 1.0),
    "just_train_twice": (2.0, 5.0),
}
"""Remedy -> the strengths of which one is chosen on validation rows."""

FOLLOWING = {"pairing_swap": "pairing", "pairing_upweighting": "pairing"}
"""Remedy -> the one whose strength it takes."""

FIXED = ("reweighing", "uniform", "blind", "thresholds", "last_layer")
"""Remedies without a strength to be chosen."""

FRONTIER = {
    "pairing_upweighting": (1.0, 3.0, 10.0),
    "pairing_swap": (1.0, 3.0, 10.0),
}
"""Remedies that are shown at several strengths, though none is chosen by them."""

HALF, EQUAL = "at 0.5", "at equal FPR"
"""Where decisions are made: at 0.5, or where validation FPR is that of the baseline at 0.5."""

JUDGED = ("trained", "held_out", "substitution", "templates")
"""The pairs that models are judged by."""

MENDED = ("female", "male")
"""The groups that every remedy is for."""

ENOUGH = 100
"""Negatives (for FPR), positives (for FNR) or pairs that there must be to be looked at."""

BLIND = "blind"
"""The terms that others are taught with are taken out of every text instead."""

NOTEBOOK = "notebook_rule"
"""Upweighting as published: scale 1."""

ORDER = (
    BASELINE,
    CONTROL,
    NOTEBOOK,
    "upweighting",
    "reweighing",
    "uniform",
    "just_train_twice",
    "mindiff",
    "pairing",
    "pairing_swap",
    "pairing_upweighting",
    "blind",
    "group_dro",
    "last_layer",
    "rate_constraints",
    "thresholds",
)
"""Remedies in the order of the table."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One model: a remedy and how strong it is.

    Attributes:
        remedy: one of `ORDER`.
        strength: what it means hangs on the remedy; None where there is none.
        scale: of upweighting beside pairing.
        times: how many times as long it is trained as the others.
    """

    remedy: str
    strength: float | None = None
    scale: float | None = None
    times: int = 1

    @property
    def key(self) -> str:
        """A name for files and tables."""
        numbers = [f"{one:g}" for one in (self.strength, self.scale) if one is not None]
        longer = "" if self.times == 1 else f"_for_{self.times}"
        return "_at_".join([self.remedy, *numbers]) + longer


LONGER = (
    Setting(CONTROL, times=4),
    *(Setting("pairing", strength, times=4) for strength in (1.0, 3.0, 10.0)),
)
"""What more training makes of pairing."""


def frontier(scale: float) -> list[Setting]:
    """Every setting of the second table; `scale` is that of upweighting beside pairing."""
    chosen = [Setting(remedy, one) for remedy, grid in GRIDS.items() for one in grid]
    shown = [_setting(remedy, one, scale) for remedy, grid in FRONTIER.items() for one in grid]
    return [*chosen, *shown, *LONGER]


def chosen_settings(strengths: dict[str, float]) -> dict[str, Setting]:
    """Remedy -> its setting in the first table, in the order of the table."""
    scale = strengths["upweighting"]
    settings = {
        BASELINE: Setting(BASELINE),
        CONTROL: Setting(CONTROL),
        NOTEBOOK: Setting("upweighting", 1.0),
        **{remedy: Setting(remedy) for remedy in FIXED},
        **{remedy: Setting(remedy, strengths[remedy]) for remedy in GRIDS},
        **{remedy: _setting(remedy, strengths[of], scale) for remedy, of in FOLLOWING.items()},
    }
    return {remedy: settings[remedy] for remedy in ORDER}


def _setting(remedy: str, strength: float, scale: float) -> Setting:
    return Setting(remedy, strength, scale if remedy == "pairing_upweighting" else None)
