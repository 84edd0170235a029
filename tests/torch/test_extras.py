import importlib.util
import re
import subprocess
import sys

import pytest

from counterpoise.errors import MissingExtraError


def test_without_pytorch_the_message_says_what_to_install():
    code = """
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "torch" else real(name, *rest)
try:
    import counterpoise.torch
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "counterpoise.torch needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[torch]'"
    )


@pytest.mark.parametrize("missing", ["transformers", "accelerate"])
def test_without_transformers_the_trainer_says_what_to_install(monkeypatch, missing):
    pytest.importorskip("torch")
    find = importlib.util.find_spec
    spec = find("counterpoise.torch.trainer")
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else find(name)
    )
    expected = (
        "counterpoise.torch.trainer needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[transformers]'"
    )
    with pytest.raises(MissingExtraError, match=f"^{re.escape(expected)}$"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_losses_in_pytorch_need_no_transformers():
    pytest.importorskip("torch")
    code = "import sys, counterpoise.torch; print('transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
