"""What importing figures loads, and what it says without Matplotlib."""

import subprocess
import sys


def run_python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_counterpoise_itself_loads_no_matplotlib():
    code = "import sys, counterpoise.auditing; print('matplotlib' in sys.modules)"
    assert run_python(code) == "False"


def test_drawing_and_saving_touch_neither_pyplot_nor_a_backend(tmp_path):
    code = f"""
import sys
import matplotlib, numpy as np, polars as pl
import counterpoise as cp
from counterpoise import figures
before = matplotlib.rcParams.copy()
frame = pl.DataFrame({{"y": [0, 1, 0], "g": [["a"], [], ["a"]]}})
examples = cp.read(frame, label="y", groups=["g"])
report = cp.audit(examples, {{"m": np.array([0.2, 0.7, 0.6])}})
for suffix in ("pdf", "svg", "png"):
    figures.save(figures.dot_plot(report), {str(tmp_path)!r} + "/f." + suffix)
print("matplotlib.pyplot" in sys.modules, matplotlib.rcParams.copy() == before)
"""
    assert run_python(code) == "False True"


def test_without_matplotlib_it_says_what_to_install():
    code = """
import sys
sys.modules["matplotlib"] = None
from counterpoise.errors import MissingExtraError
try:
    import counterpoise.figures
except MissingExtraError as error:
    print(error)
"""
    assert run_python(code) == (
        "counterpoise.figures needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[figures]'"
    )
