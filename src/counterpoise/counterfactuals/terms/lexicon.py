"""A lexicon: identity terms, whom each one names, and what it can stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from counterpoise.counterfactuals.terms.file_rows import file_rows
from counterpoise.counterfactuals.terms.reading import checked_rows
from counterpoise.counterfactuals.terms.term_lists import TermList
from counterpoise.errors import PlanError, choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Identity terms as rows; a term that names two groups, or fits two slots, has two rows.

    Attributes:
        name: what the lexicon is called.
        frame: one row for each term, group and slot, with the columns

            - `term`: a word or phrase in lower case;
            - `category`: such as `religion`;
            - `group`: such as `muslim`;
            - `lemma`: what the inflected forms of one word share;
            - `slot`: the place in a sentence that it fills; terms of other groups with the same
              category and slot may stand in its place. Empty: none can;
            - `part_of_speech`: such as `adjective`, `noun_plural`, `pronoun`;
            - `ambiguous`: whether it counts in its contexts only;
            - `context`: a regular expression over the words around, in which `{}` is the term;
              empty where it is not ambiguous;
            - `pejorative`: whether it is an insult: found, never put into a text;
            - `source`: where it was taken from.
    """

    name: str
    frame: pl.DataFrame

    def __len__(self) -> int:
        return self.frame.height

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order of the rows."""
        return tuple(self.frame["category"].unique(maintain_order=True))

    def groups(self, category: str) -> tuple[str, ...]:
        """The groups of a category, in the order of the rows."""
        rows = self.frame.filter(pl.col("category") == category)
        return tuple(rows["group"].unique(maintain_order=True))

    @property
    def terms(self) -> tuple[str, ...]:
        """The different terms, in the order of the rows."""
        return tuple(self.frame["term"].unique(maintain_order=True))

    def named(self, *categories: str) -> Lexicon:
        """The rows of these categories.

        Raises:
            PlanError: for a category that the lexicon does not have.

        Example:
            >>> identity_terms().named("religion").groups("religion")[:3]
            ('christian', 'jewish', 'muslim')
        """
        for category in categories:
            if category not in self.categories:
                raise PlanError(
                    f"The lexicon `{self.name}` has no category `{category}`. "
                    f"{choices(self.categories, category)}"
                )
        kept = self.frame.filter(pl.col("category").is_in(categories))
        return Lexicon(name="+".join([self.name, *categories]), frame=kept)

    def joined(self, other: Lexicon) -> Lexicon:
        """The rows of both, each once."""
        keys = ["term", "category", "group", "slot"]
        frame = pl.concat([self.frame, other.frame]).unique(keys, keep="first", maintain_order=True)
        return Lexicon(name=f"{self.name}+{other.name}", frame=frame)

    def filter(self, predicate: pl.Expr) -> Lexicon:
        """The rows where `predicate` holds."""
        return replace(self, frame=self.frame.filter(predicate))

    def counterparts(self, term: str) -> tuple[str, ...]:
        """The terms of other groups that may stand in the place of `term`; none is pejorative.

        Raises:
            PlanError: for a term that the lexicon does not have.

        Example:
            >>> identity_terms().named("gender").counterparts("father")
            ('mother',)
        """
        mine = self.frame.filter(pl.col("term") == term)
        if not mine.height:
            raise PlanError(
                f"The lexicon `{self.name}` has no term `{term}`. It has {len(self.terms)} terms; "
                "ask for one of `lexicon.terms`."
            )
        slots = mine.filter(pl.col("slot") != "").select("category", "slot").unique()
        groups = mine.select("category", "group")
        others = self.frame.join(slots, on=["category", "slot"], how="semi", maintain_order="left")
        others = others.join(groups, on=["category", "group"], how="anti", maintain_order="left")
        others = others.filter(~pl.col("pejorative"))
        return tuple(others["term"].unique(maintain_order=True))

    @property
    def term_list(self) -> TermList:
        """The terms as a list to take out of texts. It knows no contexts: all of them count.

        Raises:
            PlanError: when the lexicon has no terms.
        """
        if not self.terms:
            raise PlanError(
                f"A term list needs at least one term, but the lexicon `{self.name}` has none. "
                "Select fewer rows away."
            )
        sources = self.frame["source"].unique(maintain_order=True)
        return TermList(name=self.name, terms=self.terms, source="; ".join(sources))


@cache
def identity_terms() -> Lexicon:
    """The identity terms that come with the package, without pejorative ones.

    Categories and groups are those of Civil Comments, with nationalities and age beside them. See
    `docs/terms.md` for what is in, what counts as ambiguous, and the sources.

    Example:
        >>> identity_terms().categories[:3]
        ('gender', 'sexual_orientation', 'religion')
    """
    return _packaged("identity_terms")


@cache
def pejorative_terms() -> Lexicon:
    """A few insults aimed at groups, so that they can be found. They are never put into a text."""
    return _packaged("pejorative_terms")


def load_terms(path: str | Path) -> Lexicon:
    """A lexicon of your own, from a CSV or TOML file.

    A CSV file has a header; a TOML file has one `[[terms]]` table a row. The columns are those of
    `Lexicon.frame`. `term`, `category` and `group` are needed. `lemma` is the term itself where it
    is left out, and the others are empty or false. `context` may be the name of one of the shared
    contexts. A term in capitals is read in lower case. Lines of a CSV that begin with # are
    comments.

    Args:
        path: a file whose name ends in .csv or .toml.

    Raises:
        DataError: a file that cannot be read, or a value that is wrong; the message names the file,
            the row, the column and the value.
    """
    place = Path(path)
    return Lexicon(name=place.stem, frame=checked_rows(file_rows(place), file=str(place)))


def _packaged(name: str) -> Lexicon:
    with as_file(files("counterpoise.counterfactuals.terms").joinpath(f"{name}.csv")) as path:
        return load_terms(path)
