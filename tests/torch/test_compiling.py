import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")


def test_compiled_losses_and_models_have_the_same_gradients():
    command = [sys.executable, Path(__file__).with_name("compiled.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
