"""How fast terms are matched, taken out and swapped, and how much memory a file of pairs takes.

    python benchmarks/counterfactuals.py speed
    python benchmarks/counterfactuals.py speed --generated
    python benchmarks/counterfactuals.py memory --rows 200000 --rows 1600000

`speed`: 1,000 terms matched, 50 gender terms taken out, genders and religions swapped, beside
Python's `re`, one comment after the other, and Polars' own search for many strings. The comments
are those of `toxicity_pool.parquet` in the folder that COUNTERPOISE_DATA names, or in
`../shared/data` beside the repository; without it, made-up ones of 250 bytes. CPU seconds are
counted per 200,000 comments of 250 bytes, so that they can be compared.

The 1,000 terms are those of the lexicon, 400 phrases of two words and made-up words; of the
made-up comments 30 % hold one, for ablation and the swap of genders a gender term.

`memory`: pairs are written from Parquet files of made-up comments by `counterpoise pairs` in a
process of its own, whose peak memory is printed for each number of rows.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from comments import data_folder, made_up
from timing import Timing, timed

from counterpoise.counterfactuals.ablation import ablate, holds_term
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.substitution import every_substitution
from counterpoise.counterfactuals.substitution.terms import swap_table
from counterpoise.counterfactuals.terms import GENDER_50, Lexicon, identity_terms

ATTRIBUTES = """
    retired young former local fellow proud single working quiet famous unknown early second modern
    rural urban foreign native senior junior
"""
PEOPLE = """
    teacher nurse farmer baker driver painter singer writer sailor miner builder tailor doctor
    lawyer judge poet dancer clerk porter weaver
"""
ONSETS = [*"bdfghklmnprstvwz", "br", "dr", "fl", "gr", "kl", "pr", "st", "tr", "sh", "ch"]
VOWELS = [*"aeiou", "ai", "ea", "oo"]
CODAS = ["n", "r", "st", "l", "d"]

TERMS = 1_000
SHARE = 0.3
"""Of the made-up comments, which hold a term: as many as the older builder changed of its own."""

UNIT = 200_000 * 250
"""Bytes that CPU seconds are counted for."""

PART = 200_000
"""Rows of a Parquet file."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    speed = parts.add_parser("speed")
    speed.add_argument("--rows", type=int, default=240_000)
    speed.add_argument("--peer-rows", type=int, default=5_000)
    speed.add_argument("--repeats", type=int, default=5)
    speed.add_argument("--generated", action="store_true", help="made-up comments in any case")
    memory = parts.add_parser("memory")
    memory.add_argument("--rows", type=int, action="append", help="repeat; 200,000 and 1,600,000")
    options = parser.parse_args()
    if options.part == "memory":
        show_memory(options.rows or [PART, 8 * PART])
    else:
        show_speed(options)


def show_speed(options: argparse.Namespace) -> None:
    lexicon = thousand_terms(np.random.default_rng(1))
    path = data_folder() / "toxicity_pool.parquet"
    if options.generated or not path.exists():
        texts = made_up_comments(options.rows, lexicon.terms)
        gendered = made_up_comments(options.rows, GENDER_50.terms)
        print("made-up comments")
    else:
        texts = pl.read_parquet(path, columns=["text"])["text"].head(options.rows)
        gendered = texts
        print(path.name)
    describe(texts, f"one of {TERMS:,} terms", matches(texts, lexicon)["row"].n_unique())
    describe(gendered, "one of 50 gender terms", holds_term(gendered, GENDER_50).sum())
    print(f"{'':38}{'comments':>10}{'CPU s':>8}{'per 200,000':>13}{'per CPU s':>12}")
    for name, of, call in jobs(texts, gendered, lexicon, peer_rows=options.peer_rows):
        repeats = options.repeats if len(of) == options.rows else 1
        show(timed(name, len(of), call, repeats=repeats), int(of.str.len_bytes().sum()))


def describe(texts: pl.Series, what: str, holding: int) -> None:
    each = int(texts.str.len_bytes().sum()) / len(texts)
    print(f"{len(texts):,} of {each:.0f} bytes, {holding / len(texts):.0%} hold {what}")


def made_up_comments(rows: int, terms: tuple[str, ...]) -> pl.Series:
    return made_up(rows, np.random.default_rng(0), terms=terms, share=SHARE)


def jobs(
    texts: pl.Series, gendered: pl.Series, lexicon: Lexicon, *, peer_rows: int
) -> list[tuple[str, pl.Series, Callable[[], object]]]:
    """What is timed: its name, the comments, the call."""
    few = gendered.head(peer_rows)
    many, gender = whole_words(lexicon.terms), whole_words(GENDER_50.terms)
    swaps = swap_table("gender").sought
    other = dict(zip(swaps["key"], reversed(swaps["key"]), strict=True))
    swapped = whole_words(tuple(other))
    terms, rust = list(lexicon.terms), rf"(?-u:\b)(?i-u:{alternatives(lexicon.terms)})(?-u:\b)"
    return [
        (f"matches, {TERMS:,} terms", texts, lambda: matches(texts, lexicon)),
        ("re, 1,000 terms", few, lambda: [[*many.finditer(text)] for text in few.to_list()]),
        ("re, 50 terms", few, lambda: [[*gender.finditer(text)] for text in few.to_list()]),
        (
            "Polars find_many, no whole words",
            texts,
            lambda: texts.str.find_many(terms, ascii_case_insensitive=True),
        ),
        ("Polars contains, yes or no", texts, lambda: texts.str.contains(rust)),
        ("ablate, 50 terms", gendered, lambda: ablate(gendered, GENDER_50)),
        ("re, 50 terms, no mending", few, lambda: [gender.sub("", text) for text in few.to_list()]),
        ("substitution, gender", gendered, lambda: every_substitution(gendered, table="gender")),
        ("substitution, religion", texts, lambda: every_substitution(texts, table="religion")),
        (
            "re, gender, word for word",
            few,
            lambda: [
                swapped.sub(lambda hit: other.get(hit.group().lower(), ""), text)
                for text in few.to_list()
            ],
        ),
    ]


def show(timing: Timing, size: int) -> None:
    unit = timing.cpu * UNIT / size
    print(
        f"{timing.name:38}{timing.items:>10,}{timing.cpu:>8.2f}{unit:>13.3f}{PART / unit:>12,.0f}"
    )


def whole_words(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(terms)})\b", re.IGNORECASE)


def alternatives(terms: tuple[str, ...]) -> str:
    return "|".join(map(pl.escape_regex, sorted(terms, key=len, reverse=True)))


def thousand_terms(generator: np.random.Generator) -> Lexicon:
    """The lexicon, and phrases and made-up words beside it."""
    known = identity_terms()
    phrases = [
        f"{attribute} {person}" for attribute in ATTRIBUTES.split() for person in PEOPLE.split()
    ]
    terms = dict.fromkeys(phrases)
    while len(terms) < TERMS - len(known.terms):
        terms[made_up_word(generator)] = None
    frame = pl.DataFrame({"term": [*terms], "lemma": [*terms]}).with_columns(
        category=pl.lit("other"),
        group=pl.lit("other"),
        ambiguous=pl.lit(value=False),
        pejorative=pl.lit(value=False),
        **{name: pl.lit("") for name in ("slot", "part_of_speech", "context", "source")},
    )
    return known.joined(Lexicon(name="padded", frame=frame.select(known.frame.columns)))


def made_up_word(generator: np.random.Generator) -> str:
    syllables = [
        generator.choice(ONSETS) + generator.choice(VOWELS)
        for _ in range(int(generator.integers(2, 5)))
    ]
    return "".join(syllables) + generator.choice(CODAS)


def show_memory(sizes: list[int]) -> None:
    print(f"{'comments':>12}{'MB of text':>12}{'CPU s':>9}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            seconds, peak = peak_of_pairs(Path(folder), rows)
            print(f"{rows:>12,}{rows * 250 / 1e6:>12,.0f}{seconds:>9.1f}{peak:>9,.0f}")


def peak_of_pairs(folder: Path, rows: int) -> tuple[float, float]:
    """CPU seconds and the peak memory in MB of a process that writes pairs of so many comments."""
    lexicon, generator = identity_terms(), np.random.default_rng(0)
    paths = [folder / f"{rows}-{place:04}.parquet" for place in range(-(-rows // PART))]
    for place, path in enumerate(paths):
        rows_here = min(PART, rows - place * PART)
        texts = made_up(rows_here, generator, terms=lexicon.terms, share=SHARE)
        texts.to_frame().write_parquet(path)
    command = [sys.executable, "-m", "counterpoise", "pairs", *map(str, paths), "--text", "text"]
    command += ["--terms", "gender", "--generate", "ablate", "--generate", "swap"]
    child = subprocess.Popen(
        [*command, "--out", str(folder / f"{rows}-pairs.parquet")], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"`counterpoise pairs` ended with {os.waitstatus_to_exitcode(status)}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
