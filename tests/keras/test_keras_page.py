import re
from pathlib import Path

import pytest

import counterpoise

PAGE = Path(counterpoise.__file__).parents[2] / "docs" / "keras.md"


def test_the_examples_of_the_page_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    for block in blocks:
        exec(block, names)
    assert (tmp_path / "mended.keras").exists()
    assert len(blocks) == 4
    assert names["weights_of_groups"].sum() == pytest.approx(1.0)
    assert names["model"].terms["pairs"].where == "nontoxic"
