"""Every figure of hostile names is drawn without a word of warning, in every format."""

import xml.etree.ElementTree as ElementTree

import pytest
from matplotlib import rc_context

from counterpoise import figures
from counterpoise.auditing import audit
from counterpoise.comparing import compare

HOSTILE = ("$x^{", "a\u202egnp.exe\x1b[31m\n\t<b>&amp;\u6f22", "_" + "W" * 5000)
MODELS = {r"$\frac{1}$": "plain", "_</text><script>\u2028\u0301%_&": "mended"}


@pytest.fixture
def drawings(examples_of):
    examples = examples_of(*HOSTILE)
    report = audit(examples, MODELS, thresholds=[0.5], include=["calibration"])
    comparison = compare(examples, MODELS, baseline=next(iter(MODELS)))
    named = [piece.name for piece in report.slices]
    return {
        "dots": lambda: figures.dot_plot(report, slices=named),
        "gaps": lambda: figures.gap_forest_plot(report, top=2),
        "curves": lambda: figures.threshold_curves(report),
        "roc": lambda: figures.roc_curves(report),
        "reliability": lambda: figures.reliability_diagram(report),
        "changes": lambda: figures.change_forest_plot(comparison),
    }


@pytest.mark.parametrize("kind", ["dots", "gaps", "curves", "roc", "reliability", "changes"])
def test_it_is_drawn_in_every_format(drawings, kind, tmp_path):
    figure = drawings[kind]()
    for suffix in ("pdf", "png", "svg"):
        written = figures.save(figure, tmp_path / f"{kind}.{suffix}")
        assert written.stat().st_size < 500_000
    root = ElementTree.parse(tmp_path / f"{kind}.svg").getroot()
    assert {node.tag.rpartition("}")[2] for node in root.iter()}.isdisjoint({"script", "a"})
    shown = "".join(root.itertext())
    assert "<U+" in shown
    assert not {"\u202e", "\u2028", "\x1b"} & set(shown)


@pytest.mark.parametrize("kind", ["dots", "roc"])
def test_it_is_drawn_though_tex_is_asked_for(drawings, kind, tmp_path):
    with rc_context({"text.usetex": True}):
        figures.save(drawings[kind](), tmp_path / "figure.pdf")


@pytest.mark.parametrize("family", ["serif", "monospace", "STIXGeneral"])
def test_it_is_drawn_in_other_fonts(drawings, family, tmp_path):
    with rc_context({"font.family": [family], "axes.unicode_minus": False}):
        for kind in ("dots", "gaps", "roc"):
            figures.save(drawings[kind](), tmp_path / "figure.pdf")
