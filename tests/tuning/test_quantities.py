import math
import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.tuning.quantities import Known, Quantity

FAMILIES = {"gender": ("gender=a", "gender=b", "gender=c"), "gender & age": ("gender & age=a & x",)}
KNOWN = Known(
    families=FAMILIES,
    metrics=("false_positive_rate", "roc_auc"),
    criteria=("equalized_odds_difference",),
)
BASE = {("overall", "f"): 0.3, ("gender=a", "f"): 0.2, ("gender=b", "f"): 0.6}
NOW = {
    ("overall", "f"): 0.25,
    ("gender=a", "f"): 0.1,
    ("gender=b", "f"): 0.5,
    ("gender=c", "f"): math.nan,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("roc_auc", Quantity(metric="roc_auc")),
        ("roc_auc loss", Quantity(metric="roc_auc", form="loss")),
        ("gender=a roc_auc rise", Quantity(place="gender=a", metric="roc_auc", form="rise")),
        (
            "largest gender false_positive_rate gap",
            Quantity(place="gender", metric="false_positive_rate", form="gap", extreme="largest"),
        ),
        (
            "smallest gender & age roc_auc",
            Quantity(place="gender & age", metric="roc_auc", extreme="smallest"),
        ),
        (
            "race=two or more races roc_auc gap",
            Quantity(place="race=two or more races", metric="roc_auc", form="gap"),
        ),
    ],
)
def test_a_quantity_is_read_as_it_is_written(text, expected):
    assert Quantity.parse(text) == expected
    assert expected.name == text


@pytest.mark.parametrize("text", ["", "gap", " loss "])
def test_a_text_without_a_metric_is_refused(text):
    expected = (
        f"`{text}` should name a metric, and does not. "
        "Write for example `roc_auc loss`, `largest gender false_positive_rate gap`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Quantity.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f", 0.25),
        ("f loss", 0.05),
        ("f rise", -0.05),
        ("gender=a f", 0.1),
        ("gender=a f gap", 0.15),
        ("gender=b f loss", 0.1),
        ("largest gender f gap", 0.25),
        ("largest gender f", 0.5),
        ("smallest gender f", 0.1),
        ("largest gender f rise", -0.1),
    ],
)
def test_values_by_hand(text, expected):
    found = Quantity.parse(text).value(NOW, BASE, families=FAMILIES)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["gender=c f", "largest gender & age f gap", "g", "gender=c f rise"]
)
def test_what_is_not_defined_is_nan(text):
    assert math.isnan(Quantity.parse(text).value(NOW, BASE, families=FAMILIES))


@pytest.mark.parametrize(
    "text",
    [
        "roc_auc loss",
        "gender=a roc_auc",
        "largest gender & age false_positive_rate gap",
        "gender equalized_odds_difference",
        "gender equalized_odds_difference rise",
    ],
)
def test_quantities_that_exist_are_let_through(text):
    KNOWN.check(Quantity.parse(text))


SLICES = "`overall`, `gender=a`, `gender=b`, `gender=c`, `gender & age=a & x`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "roc_acu loss",
            "`roc_acu loss` names no metric: `roc_acu`. Did you mean `roc_auc`? Available: "
            "`false_positive_rate`, `roc_auc`, `equalized_odds_difference`.",
        ),
        (
            "largest gendre roc_auc gap",
            "`largest gendre roc_auc gap` names no group column or crossing: `gendre`. "
            "Did you mean `gender`? Available: `gender`, `gender & age`.",
        ),
        (
            "gender roc_auc gap",
            "`gender roc_auc gap` names no slice: `gender`. Did you mean `gender=c`? Available: "
            f"{SLICES}. Write `largest` before a group column.",
        ),
        (
            "roc_auc gap",
            "`roc_auc gap` is the gap of overall to itself. Name a slice, or `largest` and a group "
            "column, before the metric.",
        ),
        (
            "largest gender equalized_odds_difference",
            "`largest gender equalized_odds_difference`: `equalized_odds_difference` is one number "
            "of all of `gender` and has no largest and no gap. "
            "Write `gender equalized_odds_difference`.",
        ),
    ],
)
def test_quantities_that_do_not_exist_are_refused(text, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        KNOWN.check(Quantity.parse(text))
