import subprocess
import sys

import pytest

FREED = """
import numpy as np
from counterpoise.cli.memory import give_memory_back

def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

give_memory_back()
before = resident()
for _ in range(2):  # glibc learns from what was freed first to keep pieces of that size
    arrays = [np.ones(60_000) for _ in range(400)]
    held = resident()
    kept = arrays[-1]
    del arrays
print(held - before, resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_freed_memory_goes_back_though_the_last_piece_is_kept():
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    held, left = map(int, done.stdout.split())
    assert held > 150
    assert left < 30
