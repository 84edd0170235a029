from xml.etree import ElementTree

import pytest

from counterpoise.gating import GateResult, JudgedSlice, Scenario, ScenarioResult
from counterpoise.gating.output import junit, markdown, plain

HOSTILE = 'a|b`c`<script>&"\x00\x1b[31m\x07\ufffe\ud800]]> @team #1\n**x**'


def judged(name, verdict="pass", value=0.1):
    return JudgedSlice(
        name=name,
        value=value,
        lower=value - 0.05,
        upper=value + 0.05,
        confidence=0.975,
        rows=1234,
        verdict=verdict,
        sentence=f"FPR of {name} is {value:.3f}.",
    )


def result(*slices, name="s", found="pass", inconclusive="inconclusive"):
    scenario = Scenario(
        name=name,
        model="m",
        metric="false_positive_rate",
        slices="gender",
        at_most=0.2,
        inconclusive=inconclusive,
    )
    return GateResult(scenarios=(ScenarioResult(scenario=scenario, slices=slices, found=found),))


def parsed(gate_result):
    return ElementTree.fromstring(junit(gate_result).encode("utf-8"))


def test_junit_has_a_suite_a_scenario_and_a_case_a_slice():
    suite = parsed(result(judged("a"), judged("b", "fail"), found="fail")).find("testsuite")
    assert suite.attrib == {
        "name": "s",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
    }
    one, other = suite.findall("testcase")
    assert one.attrib == {"classname": "s", "name": "a"}
    assert one.find("failure") is None
    assert other.find("failure").attrib == {"message": "FPR of b is 0.100.", "type": "fail"}
    assert one.find("system-out").text == "FPR of a is 0.100."


@pytest.mark.parametrize(
    ("taken", "element"), [("inconclusive", "error"), ("fail", "failure"), ("pass", "skipped")]
)
def test_an_inconclusive_slice_is_never_plainly_green(taken, element):
    one = result(judged("a", "inconclusive"), found="inconclusive", inconclusive=taken)
    case = parsed(one).find("testsuite/testcase")
    assert [child.tag for child in case] == [element, "system-out"]
    nothing = result(found="inconclusive", inconclusive=taken)
    assert parsed(nothing).find(f"testsuite/testcase/{element}") is not None


def test_junit_is_well_formed_whatever_the_names_are():
    text = junit(result(judged(HOSTILE, "fail"), name=HOSTILE, found="fail"))
    case = ElementTree.fromstring(text.encode("utf-8")).find("testsuite/testcase")
    shown = 'a|b`c`<script>&"\\u0000\\u001b[31m\\u0007\\ufffe\\ud800]]> @team #1\n**x**'
    assert case.attrib["name"] == case.attrib["classname"] == shown


def test_markdown_is_a_table_of_slices():
    found = markdown(result(judged("gender=female"), judged("gender=male", "fail"), found="fail"))
    assert found == (
        "## Bias gate: ❌ fail\n"
        "\n"
        "### s: ❌ fail\n"
        "\n"
        "Model m: 1 pass, 1 fail.\n"
        "\n"
        "| slice | verdict | value | interval | level | rows | |\n"
        "|---|---|--:|---|--:|--:|---|\n"
        "| gender=female | ✅ pass | 0.100 | 0.050 to 0.150 | 97.5 % | 1,234 "
        "| FPR of gender=female is 0.100. |\n"
        "| gender=male | ❌ fail | 0.100 | 0.050 to 0.150 | 97.5 % | 1,234 "
        "| FPR of gender=male is 0.100. |\n"
    )


def test_markdown_says_that_a_number_is_undefined():
    nothing = judged("a", "inconclusive", value=float("nan"))
    assert "| a | ❔ inconclusive | undefined | none |" in markdown(result(nothing))


def test_a_hostile_name_stays_in_its_cell():
    assert plain(HOSTILE) == (
        'a\\|b\\`c\\`&lt;script&gt;&amp;"\\\\u0000\\\\u001b\\[31m\\\\u0007\\\\ufffe\\\\ud800'
        "\\]\\]&gt; @&#8203;team #&#8203;1 \\*\\*x\\*\\*"
    )
    lines = markdown(result(judged(HOSTILE))).splitlines()
    row = lines[-1]
    assert row.replace("\\|", "").count("|") == 8
    assert "<" not in row
