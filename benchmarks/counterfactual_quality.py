"""What the pairs of ablation and substitution are worth on published data.

    python benchmarks/counterfactual_quality.py coverage
    python benchmarks/counterfactual_quality.py sample --out /tmp/pairs_to_judge.csv
    python benchmarks/counterfactual_quality.py judged
    python benchmarks/counterfactual_quality.py agreement
    python benchmarks/counterfactual_quality.py flips --plot examples/images/flips.svg

`coverage`: which comments hold a term, what became of them, and why. `sample`: pairs to be read by
a person, with their texts: offensive, so write them outside the repository. `judged`: shares in
`counterfactual_tables/judged_pairs.csv`, which holds the judgements without the texts. `agreement`:
pairs of two template sets against their true counterparts. `flips`: of the default classifier, by
term. The data is in the folder that COUNTERPOISE_DATA names, or in `../shared/data` beside the
repository.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np
import polars as pl

import counterpoise as cp
from counterpoise.counterfactuals.checks import checked
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.pairs import Pairs, ablation_pairs, substitution_pairs
from counterpoise.counterfactuals.substitution.terms import SwapTable, swap_table_of
from counterpoise.counterfactuals.template_sets import hatecheck, madlibs
from counterpoise.counterfactuals.template_sets.terms import madlibs_terms
from counterpoise.counterfactuals.templates.pairs import template_pairs
from counterpoise.counterfactuals.terms import Lexicon, identity_terms
from counterpoise.stats.proportions import guarded_wilson

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))
JUDGED = Path(__file__).parent / "counterfactual_tables" / "judged_pairs.csv"
DATASETS = ("civil_comments_gender", "wikipedia_toxicity", "hatexplain")
GENERATORS = ("ablation", "substitution")
PLAIN = {"tbl_formatting": "MARKDOWN", "tbl_hide_dataframe_shape": True, "float_precision": 3}
WHOLE = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 200, "fmt_str_lengths": 80}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("coverage")
    sample = parts.add_parser("sample")
    sample.add_argument("--out", type=Path, required=True)
    sample.add_argument("--pairs", type=int, default=200)
    sample.add_argument("--seed", type=int, default=101)
    parts.add_parser("judged")
    parts.add_parser("agreement")
    flips = parts.add_parser("flips")
    flips.add_argument("--plot", type=Path)
    options = parser.parse_args()
    with pl.Config(**PLAIN, **WHOLE, tbl_hide_column_data_types=True):
        match options.part:
            case "coverage":
                coverage()
            case "sample":
                pairs_to_judge(options.pairs, seed=options.seed).write_csv(options.out)
            case "judged":
                print(judged_shares(pl.read_csv(JUDGED)))
            case "agreement":
                print(agreement())
            case _:
                flips_by_term(options.plot)


def comments(dataset: str) -> cp.Examples:
    frame = pl.read_parquet(DATA / "text" / f"{dataset}.parquet")
    return cp.read(frame, label="toxicity", text="text", id="id")


def pairs_of(examples: cp.Examples, generator: str) -> Pairs:
    """Checked pairs: without any identity term, or about one other group of each category."""
    lexicon = identity_terms()
    if generator == "ablation":
        return checked(ablation_pairs(examples, lexicon))
    parts = [substitution_pairs(examples, name, targets=1) for name in lexicon.categories]
    return checked(parts[0].merged(*parts[1:]))


def coverage() -> None:
    rows, left_out = [], []
    for dataset in DATASETS:
        examples = comments(dataset)
        held = matches(examples.texts, identity_terms())["row"].n_unique()
        for generator in GENERATORS:
            pairs = pairs_of(examples, generator)
            known = {"data": dataset, "generator": generator}
            counts = {"comments": len(examples), "with a term": held / len(examples)}
            of_sources = {"with a pair": pairs.frame["source"].n_unique() / len(examples)}
            made = {"pairs": len(pairs), "valid": len(pairs.kept)}
            rows.append({**known, **counts, **of_sources, **made, **pairs.filtered})
            left_out += [
                {**known, "reason": reason, "texts": count}
                for reason, count in pairs.left_out.items()
                if count
            ]
    print("Pairs made and filtered, by the first check that failed")
    print(pl.DataFrame(rows, infer_schema_length=None).fill_null(0))
    print("Texts that gave no pair")
    print(pl.DataFrame(left_out))


def pairs_to_judge(wanted: int, *, seed: int) -> pl.DataFrame:
    """Valid pairs, as many of each generator, a third of them from each dataset."""
    parts = []
    each = wanted // len(GENERATORS)
    for generator in GENERATORS:
        for place, dataset in enumerate(DATASETS):
            size = each // len(DATASETS) + (place < each % len(DATASETS))
            frame = pairs_of(comments(dataset), generator).kept.frame
            short = frame.filter(pl.col("text").str.len_chars() <= 600)
            drawn = short.sample(size, seed=seed)
            parts.append(
                drawn.select(
                    *(pl.lit(dataset).alias("data"), "source_id"),
                    *(pl.lit(generator).alias("generator"), "category", "from_group", "to_group"),
                    *("text", "counterfactual"),
                    *(pl.lit(None, dtype=pl.Boolean).alias(name) for name in _JUDGEMENTS),
                )
            )
    return pl.concat(parts)


_JUDGEMENTS = ("grammatical", "label_preserving")


def judged_shares(judged: pl.DataFrame) -> pl.DataFrame:
    """Shares of pairs judged so, by generator, dataset and reader, with their 95 % intervals."""
    rows = []
    for keys in (["generator"], ["generator", "data"]):
        for known, part in judged.group_by(*keys, "reader", maintain_order=True):
            row: dict[str, object] = {"data": "all", **dict(zip(keys, known, strict=False))}
            row |= {"reader": known[-1], "pairs": part.height}
            for name in _JUDGEMENTS:
                share = np.array([part[name].mean()])
                lower, upper = guarded_wilson(share, np.array([float(part.height)]))
                row[name] = f"{share[0]:.2f} [{lower[0]:.2f}, {upper[0]:.2f}]"
            rows.append(row)
    return pl.DataFrame(rows).select("generator", "data", "reader", "pairs", *_JUDGEMENTS)


def agreement() -> pl.DataFrame:
    """How many of our counterfactuals of template texts are texts of the same template.

    A template set holds every sentence with many terms, so a counterfactual that a person would
    have written is in the set, if it has the term. The shipped tables know contexts, and leave what
    does not surely name a group; the set's own terms stand in each other's place wherever they are.
    """
    sets = template_sets()
    rows = [
        agreeing(name, examples, terms, category)
        for name, examples in sets.items()
        for category in identity_terms().categories
        for terms in (category, identity_terms().named(category))
    ]
    own = {
        name: replace(swap_table_of(table, category=name), phrases=True)
        for name, table in (
            ("madlibs", madlibs_table(sets["madlibs"])),
            ("hatecheck", hatecheck_table()),
        )
    }
    rows += [agreeing(name, examples, own[name], "all") for name, examples in sets.items()]
    return pl.DataFrame([row for row in rows if row["pairs"]])


def agreeing(
    name: str, examples: cp.Examples, terms: str | Lexicon | SwapTable, category: str
) -> dict[str, object]:
    templates, of_category = examples.column("template"), examples.column("category") == category
    texts = pl.DataFrame({"template": templates, "counterfactual": examples.texts})
    theirs = texts.drop_nulls("template").with_columns(spelt("counterfactual")).unique()
    pairs = substitution_pairs(examples, terms, targets=5).frame
    ours = pairs.with_columns(
        spelt("counterfactual"), template=templates.gather(pairs["source"])
    ).drop_nulls("template")
    if category != "all":
        known = "|".join(map(pl.escape_regex, examples.column("term").drop_nulls().unique()))
        ours = ours.filter(pl.col("counterfactual").str.contains(rf"(?i)\b(?:{known})\b"))
    same = ours.join(theirs, on=["template", "counterfactual"], how="semi").height
    tables = {str: "shipped table", Lexicon: "lexicon", SwapTable: "the set's own terms"}
    return {
        "set": name,
        "terms": tables[type(terms)],
        "category": category,
        "texts": int((templates.is_not_null() & (of_category | (category == "all"))).sum()),
        "with a pair": ours["source"].n_unique(),
        "pairs": ours.height,
        "in the set": same / ours.height if ours.height else float("nan"),
    }


def madlibs_table(examples: cp.Examples) -> pl.DataFrame:
    """Every term that the file has as a group of its own, all in one slot."""
    held = set(examples.column("term").unique())
    terms = [term for term in madlibs_terms() if term in held]
    return pl.DataFrame({"group": terms, "term": terms}).with_columns(slot=pl.lit("term"))


def hatecheck_table() -> pl.DataFrame:
    """The terms that HateCheck fills in: plural, singular, adjective."""
    written = {
        "women": ("women", "woman", "female"),
        "trans people": ("trans people", "trans person", "trans"),
        "gay people": ("gay people", "gay person", "gay"),
        "Muslims": ("Muslims", "Muslim", "Muslim"),
        "black people": ("black people", "black person", "black"),
        "immigrants": ("immigrants", "immigrant", "immigrant"),
        "disabled people": ("disabled people", "disabled person", "disabled"),
    }
    slots = ("plural", "singular", "adjective")
    return pl.DataFrame(
        [
            {"group": group, "slot": slot, "term": term}
            for group, terms in written.items()
            for slot, term in zip(slots, terms, strict=True)
        ]
    )


def spelt(column: str) -> pl.Expr:
    """Texts in one spelling: lower case, single spaces, *a* for *an* (madlibs writes *a*)."""
    one_space = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return one_space.str.replace_all(r"\ban\b", "a")


def template_sets() -> dict[str, cp.Examples]:
    folder = DATA / "synthetic"
    return {
        "madlibs": madlibs(folder / "madlibs_en_77k.parquet"),
        "hatecheck": hatecheck(folder / "hatecheck.parquet"),
    }


def flips_by_term(plot: Path | None) -> None:
    """The default classifier, trained on Wikipedia comments, on pairs of true counterparts."""
    from counterpoise import figures
    from counterpoise.keras import TextClassifier, Training

    frame = pl.read_parquet(DATA / "text" / "wikipedia_toxicity.parquet")
    train = frame.filter(pl.col("split") == "train")
    labels = train["toxicity"].to_numpy()
    weights = (labels >= 0.5) + 0.3
    model = TextClassifier(training=Training(steps=3000)).fit(
        train["text"], labels, weights=weights
    )
    for name, examples in template_sets().items():
        pairs = template_pairs(examples, each=20)
        report = cp.audit_pairs(pairs, {"default": model.predict}, thresholds=[0.5], by=["term"])
        print(name, f"{len(pairs)} pairs")
        print(report.table(metrics=["flip_rate", "ctf_gap"]))
        if plot is not None:
            figure = figures.flip_plot(report, by="term")
            figures.save(figure, plot.with_stem(f"{plot.stem}_{name}"))


if __name__ == "__main__":
    main()
