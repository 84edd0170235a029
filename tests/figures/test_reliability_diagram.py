"""Reliability diagrams show the numbers of `Report.calibration`."""

import re

import numpy as np
import pytest

from counterpoise.auditing import audit
from counterpoise.errors import PlanError
from counterpoise.figures import reliability_diagram


@pytest.fixture
def panel_of(report):
    """The panel and the strip of one slice, and its rows of the table."""

    def panel(name, *, bins=10):
        figure = reliability_diagram(report, bins=bins, models=["plain"], slices=[name])
        table = report.calibration(bins=bins).filter(model="plain", slice=name)
        return figure.axes[2], figure.axes[3], table

    return panel


def test_points_stand_at_mean_score_and_observed_rate(panel_of, drawn):
    axes, _, table = panel_of("group=a")
    seen = table.filter(table["rows"] > 0)
    found = sorted((mark.x, mark.y) for mark in drawn(axes.figure).marks(2))
    assert found == list(zip(seen["mean_score"], seen["observed"], strict=True))


def test_error_bars_are_the_intervals(panel_of):
    axes, _, table = panel_of("group=a")
    segments = np.array(
        sorted(
            segment.tolist()
            for container in axes.containers
            for segment in container.lines[2][0].get_segments()
        )
    )
    seen = table.filter(table["rows"] > 0)
    np.testing.assert_allclose(segments[:, 0, 1], seen["lower"])
    np.testing.assert_allclose(segments[:, 1, 1], seen["upper"])


def test_bins_with_too_little_data_are_hollow(panel_of, drawn):
    axes, _, _ = panel_of("group=b")
    assert [mark.filled for mark in drawn(axes.figure).marks(2)] == [False] * 3
    assert drawn(axes.figure).legend[-1] == (
        "not enough data: the interval reaches more than 0.1 to a side"
    )


def test_the_strip_is_the_share_of_rows_in_each_bin(panel_of):
    _, strip, table = panel_of("group=a", bins=5)
    (steps,) = strip.patches
    heights, edges, _ = steps.get_data()
    np.testing.assert_allclose(heights, table["rows"] / table["rows"].sum())
    np.testing.assert_allclose(edges, [0, 0.2, 0.4, 0.6, 0.8, 1])


def test_dotted_lines_repeat_overall(report, panel_of):
    axes, _, _ = panel_of("group=a")
    (line,) = (line for line in axes.lines if line.get_linestyle() == ":")
    whole = report.calibration().filter(model="plain", slice="overall")
    np.testing.assert_array_equal(line.get_ydata(), whole["observed"])


def test_an_empty_slice_is_told(report, drawn):
    seen = drawn(reliability_diagram(report, models=["plain"], slices=["group=nobody"]))
    assert "undefined:\nno rows count for it" in seen.panel_texts(2)
    assert seen.marks(2) == []


def test_an_audit_without_calibration_is_refused(examples_of):
    report = audit(examples_of("a", "b", "nobody"), {"plain": "plain"})
    expected = (
        "The audit of `plain` kept no sums for calibration. "
        "Audit again with include=['calibration']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        reliability_diagram(report)


def test_bins_that_do_not_divide_a_hundred_are_refused(report):
    with pytest.raises(PlanError, match=r"^`bins` must divide the 100 score bins"):
        reliability_diagram(report, bins=7)
