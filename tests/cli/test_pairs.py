import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from counterpoise import audit, read, substitution_pairs
from counterpoise.cli import cli
from counterpoise.counterfactuals.checks import checked
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.counterfactuals.pairs.schema import COLUMNS
from counterpoise.errors import DataError, PlanError, RunError

TEXTS = [
    "The woman lost her keys on the way to the station.",
    "It rains.",
    "A gay man sang with his wife at the market today.",
    None,
    "My Muslim neighbour is the kindest man in this whole street.",
    "He!",
]


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "comments.parquet"
    frame = pl.DataFrame({"n": [10, 11, 12, 13, 14, None], "text": TEXTS, "list": [[1]] * 6})
    frame.write_parquet(path)
    return path


def pairs_of(*arguments):
    """What the command prints; its errors are raised."""
    done = CliRunner().invoke(
        cli, ["pairs", *map(str, arguments)], catch_exceptions=False, standalone_mode=False
    )
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_the_file_holds_the_pairs_of_every_generator(comments, tmp_path):
    out = tmp_path / "pairs.parquet"
    said = pairs_of(
        *(comments, "--terms", "gender", "--generate", "ablate", "--generate", "swap"),
        *("--id", "n", "--no-check", "--out", out),
    )
    pairs = Pairs.load(out)
    assert pairs.frame.schema == COLUMNS
    assert pairs.examples == 6
    assert [*pairs.frame["source"]] == sorted(pairs.frame["source"])
    found = pairs.frame.select("source_id", "generator", "counterfactual").rows()
    assert (
        "10",
        "substitution:gender",
        "The man lost his keys on the way to the station.",
    ) in found
    assert ("5", "substitution:gender", "She!") in found
    assert {generator for _, generator, _ in found} == {"ablation:gender", "substitution:gender"}
    assert "6 comments; 4 (66.7%) have a valid pair" in said
    assert re.search(r"substitution:gender +4 \(66\.7%\) +4 +0 ", said)
    assert said.endswith(f"Pairs: {out}\n")


def test_batches_change_nothing_but_memory(comments, tmp_path):
    options = ["--terms", "religion", "--generate", "ablate", "--generate", "swap", "--seed", "3"]
    options += ["--targets", "3", "--each", "2", "--train-share", "0.7"]
    frames = []
    for batch in (1, 2, 100):
        out = tmp_path / f"{batch}.parquet"
        pairs_of(comments, *options, "--batch", batch, "--out", out)
        frames.append(Pairs.load(out).frame)
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
    assert frames[0]["trained"].dtype == pl.Boolean
    assert frames[0].filter("valid").group_by("source").len()["len"].max() == 2


def test_the_command_makes_the_pairs_that_python_makes(tmp_path):
    frame = pl.DataFrame({"text": [text for text in TEXTS if text], "label": 0})
    comments = tmp_path / "comments.csv"
    frame.write_csv(comments)
    examples = read(frame, label="label", text="text")
    expected = checked(
        substitution_pairs(examples, "religion", targets=2, seed=5).merged(
            substitution_pairs(examples, "gender", targets=2, seed=5)
        )
    )
    out = tmp_path / "pairs.parquet"
    pairs_of(
        *(comments, "--terms", "religion", "--terms", "gender", "--generate", "swap"),
        *("--targets", "2", "--seed", "5", "--batch", "3", "--out", out),
    )
    assert Pairs.load(out).frame.equals(expected.frame)
    assert Pairs.load(out).examples == len(examples)


def test_sources_count_over_all_files_and_formats(comments, tmp_path):
    csv = tmp_path / "more.csv"
    csv.write_text("text\nHe ran home.\n,\nShe ran home.\n".replace(",", '""'))
    ndjson = tmp_path / "last.ndjson"
    ndjson.write_text('{"text": "His dog ran."}\n')
    out = tmp_path / "pairs.parquet"
    swap = ["--terms", "gender", "--generate", "swap", "--no-check"]
    pairs_of(comments, csv, ndjson, *swap, "--out", out)
    assert Pairs.load(out).frame["source"].to_list() == [0, 2, 4, 5, 6, 8, 9]
    assert Pairs.load(out).examples == 10


def test_checks_mark_pairs_and_can_be_chosen(comments, tmp_path):
    out = tmp_path / "pairs.parquet"
    said = pairs_of(comments, "--terms", "gender", "--check", "length_ratio", "--out", out)
    assert set(Pairs.load(out).filtered) <= {"length_ratio"}
    said = pairs_of(comments, "--terms", "gender", "--out", out, "--overwrite")
    bad = Pairs.load(out).filtered
    assert f"{len(Pairs.load(out).kept)} valid pairs, {sum(bad.values())} that are not" in said


def test_terms_of_your_own_are_taken_out_and_swapped(comments, tmp_path):
    terms = tmp_path / "own.csv"
    terms.write_text("term,category,group,slot\nkeys,thing,metal,thing\npurse,thing,cloth,thing\n")
    out = tmp_path / "pairs.parquet"
    pairs_of(
        *(comments, "--terms", terms, "--generate", "swap", "--generate", "ablate"),
        *("--no-check", "--out", out),
    )
    found = Pairs.load(out).frame.select("generator", "from_group", "to_group", "category").rows()
    assert ("substitution:own", "metal", "cloth", "thing") in found
    assert ("ablation:own", "metal", None, "thing") in found


def test_no_text_is_printed_unless_it_is_asked_for(comments, tmp_path):
    out = tmp_path / "pairs.parquet"
    options = [comments, "--terms", "gender", "--generate", "swap", "--no-check", "--out", out]
    said = pairs_of(*options)
    assert "substitution:gender: female → male, 50 characters: woman → man, her → his" in said
    assert "station" not in said
    shown = pairs_of(*options, "--overwrite", "--show-text")
    assert "The [-woman-]{+man+} lost [-her-]{+his+} keys on the way to the station." in shown


@pytest.fixture
def gadgets(tmp_path):
    comments = tmp_path / "comments.csv"
    comments.write_text("text\nMy gizmo is better than my whatsit today.\n")
    return comments


def test_a_word_that_is_marked_pejorative_is_not_printed(gadgets, tmp_path):
    terms = tmp_path / "own.csv"
    terms.write_text(
        "term,category,group,slot,pejorative\ngizmo,thing,a,thing,true\n"
        "doohickey,thing,b,thing,false\n"
    )
    said = pairs_of(
        *(gadgets, "--terms", terms, "--generate", "ablate", "--no-check"),
        *("--out", tmp_path / "pairs.parquet"),
    )
    assert "gizmo" not in said
    assert re.search(r"a → nobody, 41 characters: … → [a-z]+\n", said)


def test_words_of_your_own_lexicon_are_printed_and_no_others(gadgets, tmp_path):
    terms = tmp_path / "own.csv"
    terms.write_text("term,category,group,slot\ngizmo,thing,a,thing\ndoohickey,thing,b,thing\n")
    said = pairs_of(
        *(gadgets, "--terms", terms, "--generate", "swap", "--no-check"),
        *("--out", tmp_path / "pairs.parquet"),
    )
    assert "a → b, 41 characters: gizmo → doohickey\n" in said
    assert "whatsit" not in said


def test_terms_without_slots_are_taken_out_and_shown(gadgets, tmp_path):
    terms = tmp_path / "own.csv"
    terms.write_text("term,category,group\ngizmo,thing,a\n")
    said = pairs_of(gadgets, "--terms", terms, "--no-check", "--out", tmp_path / "pairs.parquet")
    assert re.search(r"a → nobody, 41 characters: gizmo → [a-z]+\n", said)


def test_what_stands_in_for_a_term_and_agrees_with_it_is_printed(tmp_path):
    comments = tmp_path / "comments.csv"
    comments.write_text("text\nHe says that his brother is blorked and he was at home.\n")
    said = pairs_of(
        comments, "--terms", "gender", "--no-check", "--out", tmp_path / "pairs.parquet"
    )
    changes = "he → they, … → …, his → their, brother → sibling, he → they, was → were"
    assert f"male → nobody, 55 characters: {changes}\n" in said


def test_ten_of_many_pairs_are_shown_whatever_the_batches(tmp_path):
    comments = tmp_path / "comments.csv"
    comments.write_text("text\n" + "".join(f"he ran {'on ' * n}\n" for n in range(60)))
    options = [comments, "--terms", "gender", "--generate", "swap", "--no-check", "--overwrite"]
    shown = []
    for batch in (60, 7):
        said = pairs_of(*options, "--batch", batch, "--out", tmp_path / "pairs.parquet")
        shown.append([line for line in said.splitlines() if "male → female" in line])
    assert len(shown[0]) == len({*shown[0]}) == 10
    assert shown[0] == shown[1]


def test_hostile_text_is_made_visible_when_it_is_shown(tmp_path):
    comments = tmp_path / "comments.parquet"
    text = "\x1b[2J\u202e[red]A man[/red] ran\r\n" + "and on " * 100
    pl.DataFrame({"text": [text]}).write_parquet(comments)
    said = pairs_of(
        *(comments, "--terms", "gender", "--generate", "swap", "--no-check", "--show-text"),
        *("--out", tmp_path / "pairs.parquet"),
    )
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\ufffd[2J\ufffd[red]A [-man-]{+woman+}[/red] ran" in said
    assert said.count("and on") < 8


def test_an_empty_result_is_a_file_of_no_pairs(tmp_path):
    comments = tmp_path / "comments.csv"
    comments.write_text("text\nIt rains.\n")
    out = tmp_path / "pairs.parquet"
    said = pairs_of(comments, "--terms", "gender", "--out", out)
    assert "1 comments; 0 (0.0%) have a valid pair" in said
    assert len(Pairs.load(out)) == 0


def test_a_file_that_is_there_is_replaced_only_if_asked_and_if_it_holds_pairs(comments, tmp_path):
    out = tmp_path / "pairs.parquet"
    pairs_of(comments, "--terms", "gender", "--out", out)
    expected = (
        f"{out} exists already. Choose another --out, or pass --overwrite to replace it once the "
        "new pairs are whole."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        pairs_of(comments, "--terms", "gender", "--out", out)
    before = comments.read_bytes()
    for place in (comments, tmp_path):
        expected = (
            f"{place} is no file of pairs. It is left alone, --overwrite or not. "
            "Choose another --out."
        )
        with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
            pairs_of(comments, "--terms", "gender", "--out", place, "--overwrite")
    assert comments.read_bytes() == before


def test_the_page_shows_what_the_command_prints(tmp_path, monkeypatch):
    page = (Path(__file__).parents[2] / "docs" / "pairs.md").read_text(encoding="utf-8")
    comments = re.search(r"```csv\n(.*?)```", page, re.DOTALL)[1]
    block = r"```console\n\$ counterpoise pairs (.*?)\n(.*?)```"
    command, shown = re.search(block, page, re.DOTALL).groups()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "comments.csv").write_text(comments)
    said = pairs_of(*command.split())
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    assert lines == [line.rstrip() for line in shown.splitlines() if line.strip()]


REFUSED = [
    (["--terms", "genders"], PlanError, "There are no terms called `genders`. Did you mean"),
    (
        ["--terms", "gender_50", "--generate", "swap"],
        PlanError,
        "--generate swap needs terms with groups and slots, and `gender_50` is a list of terms "
        "alone. Name a category, such as --terms gender, or a file of terms.",
    ),
    (
        ["--terms", "gender_50", "--train-share", "0.7"],
        PlanError,
        "--train-share needs terms with groups, so that each has some on either side, and a term "
        "list has none. Name a category, such as --terms gender, or a file of terms.",
    ),
    (
        ["--terms", "gender", "--targets", "1"],
        PlanError,
        "--targets counts groups to swap to, got 1 without --generate swap. Add it, or leave "
        "--targets out.",
    ),
    (
        ["--terms", "gender", "--check", "similarity", "--check", "length_ratio", "--no-check"],
        PlanError,
        "--check says which checks to make and --no-check to make none, got --no-check and "
        "--check similarity, --check length_ratio. Leave one of them out.",
    ),
    (["--terms", "none.csv"], DataError, "There is no file `none.csv`. Look at the path."),
    (["--terms", "gender", "--check", "length"], PlanError, "There is no check `length`. "),
    (["--terms", "gender", "--text", "txt"], DataError, "There is no column `txt` in "),
    (["--terms", "gender", "--text", "n"], DataError, ", row 1: column `n`, the text, must hold"),
    (
        ["--terms", "gender", "--id", "text"],
        PlanError,
        "--text and --id must be two columns, got `text` for both. Leave --id out.",
    ),
    (
        ["--terms", "gender", "--id", "list"],
        DataError,
        ", row 1: column `list`, the id, must hold text or numbers, but it holds List(Int64). "
        "Name a column that holds one name in each row, or name none.",
    ),
]


@pytest.mark.parametrize(("options", "error", "expected"), REFUSED)
def test_what_cannot_be_meant_is_refused_and_leaves_no_file(
    comments, tmp_path, options, error, expected
):
    with pytest.raises(error, match=re.escape(expected)):
        pairs_of(comments, *options, "--out", tmp_path / "out" / "pairs.parquet")
    assert not (tmp_path / "out").exists() or not [*(tmp_path / "out").iterdir()]


def test_a_name_of_another_format_is_refused(comments, tmp_path):
    expected = (
        "Pairs are written as Parquet, so the name of their file must end in .parquet, got "
        "`new.csv`. Call it `new.parquet`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pairs_of(comments, "--terms", "gender", "--out", tmp_path / "new.csv")
    assert not (tmp_path / "new.csv").exists()


def test_pairs_of_a_file_with_gaps_are_audited_once_they_are_aligned(tmp_path):
    table = pl.DataFrame(
        {"y": [0, 1, None, 1], "text": ["He ran.", None, "She left.", "Her dog."], "n": [*"abcd"]}
    )
    table.write_csv(tmp_path / "comments.csv")
    out = tmp_path / "pairs.parquet"
    pairs_of(tmp_path / "comments.csv", "--id", "n", "--terms", "gender", "--out", out)
    examples = read(tmp_path / "comments.csv", label="y", text="text", id="n")
    aligned = Pairs.load(out).aligned(examples)
    assert aligned.frame.select("source", "source_id", "text").rows() == [
        (0, "a", "He ran."),
        (1, "d", "Her dog."),
    ]
    assert audit(examples, {"m": lambda texts: [0.5] * len(texts)}, pairs=aligned).models


@pytest.mark.parametrize("name", ["broken.parquet", "broken.csv"])
def test_a_broken_file_of_comments_is_refused(tmp_path, name):
    broken = tmp_path / name
    broken.write_bytes(b"text\n\xff he ran\n")
    with pytest.raises(DataError, match=re.escape(str(broken))):
        pairs_of(broken, "--terms", "gender", "--out", tmp_path / "pairs.parquet")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_two_files_of_terms_of_one_name_are_refused(comments, tmp_path):
    names = []
    for folder in "ab":
        (tmp_path / folder).mkdir()
        names.append(tmp_path / folder / "own.csv")
        names[-1].write_text("term,category,group\nkeys,thing,metal\n")
    expected = (
        "Two --terms make pairs called `ablation:own`. Give one of the files another name, or "
        "leave one out."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pairs_of(
            comments, "--terms", names[0], "--terms", names[1], "--out", tmp_path / "p.parquet"
        )


def test_a_known_error_is_one_line_and_an_interrupt_leaves_nothing(comments, tmp_path):
    command = [sys.executable, "-m", "counterpoise", "pairs"]
    missing = [str(tmp_path / "missing.csv"), "--terms", "gender"]
    out = ["--out", str(tmp_path / "out" / "pairs.parquet")]
    done = subprocess.run([*command, *missing, *out], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("counterpoise: Expected a file at ")
    assert "Traceback" not in done.stderr

    many = tmp_path / "many.csv"
    many.write_text("text\n" + "The woman lost her keys on the way.\n" * 50_000)
    options = [str(many), "--terms", "gender", "--generate", "swap", "--batch", "100"]
    running = subprocess.Popen([*command, *options, *out], stderr=subprocess.PIPE, text=True)
    folder = tmp_path / "out"
    while running.poll() is None and not (folder.is_dir() and [*folder.iterdir()]):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Interrupted. No file is half written" in said
    assert [*folder.iterdir()] == []
