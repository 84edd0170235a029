"""The plain PyTorch loop runs, and pairs make the decisions steadier."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")


def test_pairs_beside_the_batches_cut_the_flip_rate_and_leave_the_accuracy():
    script = Path(__file__).parents[2] / "examples" / "pytorch_loop.py"
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r"flip rate ([\d.]+) of \d+ pairs   accuracy ([\d.]+)", done.stdout)
    (flips, right), (flips_paired, right_paired) = ((float(a), float(b)) for a, b in found)
    assert flips > 0.1
    assert flips_paired < 0.2 * flips
    assert right_paired > right - 0.02
