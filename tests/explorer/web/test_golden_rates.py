"""The rates that the page forms are held to those of this file, which Python's own must write."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from counterpoise.metrics.rates import PREVALENCE, RATES

WRITER = Path(__file__).with_name("golden_rates.py")
SOURCE = Path(__file__).parents[3] / "web" / "src" / "rates.ts"


def test_the_golden_rates_are_what_python_makes_of_them_now():
    writer = runpy.run_path(str(WRITER))
    assert writer["FILE"].read_text(encoding="utf-8") == writer["written"]()


def test_the_page_forms_every_rate_at_a_threshold():
    formed = re.findall(r"^  (\w+): \{ numerator", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert formed == [rate.name for rate in (*RATES, PREVALENCE)]
