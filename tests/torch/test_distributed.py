import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")


@pytest.mark.skipif(not torch.distributed.is_gloo_available(), reason="PyTorch without gloo")
def test_two_processes_take_the_step_of_one_and_draw_different_pairs(tmp_path):
    script = Path(__file__).with_name("distributed.py")
    commands = [[sys.executable, script, str(rank), tmp_path / "meeting"] for rank in (0, 1)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    processes = [
        subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    drawn = []
    for process in processes:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        drawn += map(int, output.split())
    assert sorted(drawn) == list(range(8))
