"""What importing counterpoise costs and what it must not load."""

import subprocess
import sys

import counterpoise

FRAMEWORKS = ("keras", "jax", "torch", "tensorflow", "sklearn", "pandas", "apache_beam")


def run_python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_takes_under_three_tenths_of_a_second():
    code = (
        "import time; start = time.perf_counter(); import counterpoise; "
        "print(time.perf_counter() - start)"
    )
    assert min(float(run_python(code)) for _ in range(3)) < 0.3


def test_importing_and_auditing_load_no_framework():
    code = f"""
import sys
import numpy as np, polars as pl
import counterpoise as cp
examples = cp.read(pl.DataFrame({{"y": [0, 1], "t": ["he ran", "x"]}}), label="y", text="t")
pairs = cp.ablation_pairs(examples, "gender_50")
cp.audit(examples, {{"m": lambda texts: np.zeros(len(texts))}}, pairs=pairs).table()
print([name for name in {FRAMEWORKS} if name in sys.modules])
"""
    assert run_python(code) == "[]"


def test_every_public_name_can_be_had_whatever_was_imported_first():
    code = """
import counterpoise.auditing, counterpoise.summaries, counterpoise.report
import counterpoise as cp
print([name for name in cp.__all__ if not callable(getattr(cp, name)) and name != "__version__"])
"""
    assert run_python(code) == "[]"
    assert sorted(counterpoise.__all__, key=str.lower) == sorted(dir(counterpoise), key=str.lower)


def test_an_unknown_name_is_an_attribute_error():
    code = "import counterpoise\ntry: counterpoise.nope\nexcept AttributeError as e: print(e)"
    assert run_python(code) == "module 'counterpoise' has no attribute 'nope'"


def test_functions_are_not_hidden_by_the_modules_that_hold_them():
    code = """
import pkgutil
import counterpoise.remedies, counterpoise.tuning
for package in (counterpoise.remedies, counterpoise.tuning):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        __import__(module.name)
    assert dir(package) == package.__all__
    print([name for name in package.__all__ if not callable(getattr(package, name))])
"""
    assert run_python(code).split() == ["[]", "[]"]
