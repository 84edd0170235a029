"""Figures are written as publishers want them."""

import re

import matplotlib
import pytest

from counterpoise.errors import PlanError
from counterpoise.figures import dot_plot, save


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_the_same_figure_gives_the_same_file(report, tmp_path, suffix):
    first, second = (
        save(dot_plot(report), tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab"
    )
    assert first == second


def test_a_pdf_embeds_true_type_fonts(report, tmp_path):
    written = save(dot_plot(report), tmp_path / "figure.pdf").read_bytes()
    assert b"/FontFile2" in written
    assert b"/Type3" not in written
    assert b"CreationDate" not in written


def test_an_svg_keeps_text_as_text(report, tmp_path):
    written = save(dot_plot(report), tmp_path / "figure.svg").read_text()
    assert "group=nobody</text>" in written


def test_a_png_has_as_many_dots_as_asked(report, tmp_path):
    figure = dot_plot(report)
    written = save(figure, tmp_path / "figure.png", dots_per_inch=100).read_bytes()
    assert int.from_bytes(written[16:20], "big") == round(figure.get_figwidth() * 100)


def test_settings_stay_as_they_were(report, tmp_path):
    before = matplotlib.rcParams.copy()
    save(dot_plot(report), tmp_path / "figure.pdf")
    assert matplotlib.rcParams.copy() == before


def test_files_are_small(report, tmp_path):
    for suffix in ("pdf", "svg", "png"):
        assert save(dot_plot(report), tmp_path / f"f.{suffix}").stat().st_size < 200_000


def test_the_suffix_may_be_in_capitals_and_the_folder_new(report, tmp_path):
    assert save(dot_plot(report), tmp_path / "new" / "FIGURE.PDF").is_file()


def test_another_suffix_is_refused(report, tmp_path):
    expected = (
        "`path` must end in one of the formats of figures, got 'figure.jpg'. "
        "Did you mean `.png`? Available: `.pdf`, `.svg`, `.png`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        save(dot_plot(report), tmp_path / "figure.jpg")


def test_a_figure_that_cannot_be_drawn_leaves_the_old_file(report, tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text("old")
    figure = dot_plot(report)
    figure.text(0, 0, r"$\nonsense$")
    with pytest.raises(ValueError, match="nonsense"):
        save(figure, path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["figure.svg"]
