"""How many comments a second `ablate` takes 50 gender terms out of.

    python benchmarks/ablation.py --rows 240000

The comments are those of `toxicity_pool.parquet` in the folder that COUNTERPOISE_DATA names, or in
`../shared/data` beside the repository; without it, made-up ones of 250 bytes of which a quarter
holds a term. The peer is Python's `re`, one comment after the other, which takes the terms out and
mends nothing.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import numpy as np
import polars as pl
from timing import table, timed

from counterpoise.counterfactuals.ablation import ablate, holds_term
from counterpoise.counterfactuals.terms import GENDER_50

STOCK = """
    the of and to in that is was for it with as on be at by this had not are but from or have an
    they which one you were all there would their we who been has more if no out so said what up
    its about into than them can only other new some could time these two may then do first any now
    such like our over me even most made after also did many before must through years where much
    your way well down should because each just those people too little state good very make world
    still own see men work long get here between both life being under never day same another
"""
WORDS = STOCK.split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=240_000)
    parser.add_argument("--generated", action="store_true", help="made-up comments in any case")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    path = data_folder() / "toxicity_pool.parquet"
    generated = options.generated or not path.exists()
    if generated:
        texts = made_up(options.rows, np.random.default_rng(0))
    else:
        texts = pl.read_parquet(path, columns=["text"])["text"].head(options.rows)
    size = int(texts.str.len_bytes().sum())
    source = "made-up comments" if generated else path.name
    held = holds_term(texts, GENDER_50).mean()
    print(f"{source}: {size / len(texts):.0f} bytes each, {held:.0%} hold a term")
    pattern = re.compile(rf"\s?\b(?:{'|'.join(GENDER_50.terms)})\b", re.IGNORECASE)
    timings = [
        timed("ablate", len(texts), lambda: ablate(texts, GENDER_50), repeats=options.repeats),
        timed(
            "Python's re, no mending",
            len(texts),
            lambda: [pattern.sub("", text) for text in texts.to_list()],
            repeats=1,
        ),
    ]
    print(table(timings, unit="comments"))
    print(f"ablate: {size / timings[0].cpu / 250e6:.2f} million times 250 bytes a CPU second")


def data_folder() -> Path:
    beside = Path(__file__).parents[2] / "shared" / "data"
    return Path(os.environ.get("COUNTERPOISE_DATA", beside))


def made_up(rows: int, generator: np.random.Generator) -> pl.Series:
    """Comments of 250 bytes; a quarter holds one or two terms, one in twelve of them an article."""
    stock = [" ".join(generator.choice(WORDS, 80)) for _ in range(1000)]
    stock += [with_terms(text, generator) for text in stock[:340]]
    shares = np.concatenate([np.full(1000, 0.75 / 1000), np.full(340, 0.25 / 340)])
    drawn = generator.choice(len(stock), rows, p=shares)
    return pl.Series("text", [text[:250].ljust(250, ".") for text in stock]).gather(drawn)


def with_terms(text: str, generator: np.random.Generator) -> str:
    words = text.split()
    for term in generator.choice(GENDER_50.terms, int(generator.integers(1, 3))):
        place = int(generator.integers(0, 40))
        words[place] = f"a {term}" if generator.random() < 1 / 12 else str(term)
    return " ".join(words)


if __name__ == "__main__":
    main()
