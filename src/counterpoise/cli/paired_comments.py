"""Files of comments, read in batches: texts and their ids, without any label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.data import checks
from counterpoise.data.columns import Columns
from counterpoise.data.formats import check_file, format_of
from counterpoise.data.scanning import Batch, Scan
from counterpoise.data.sources import paths_of
from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Comments that are read once, a batch at a time.

    Attributes:
        scan: their files.
        text: the column of texts.
        id: the column that names a comment; None: its row does, counted from 0 over all files.
    """

    scan: Scan
    text: str
    id: str | None

    @staticmethod
    def of(files: Sequence[str], *, text: str, id: str | None, batch: int) -> Comments:
        """The comments of files or globs.

        Raises:
            DataError: there is no such file, or its format is none that can be read.
            PlanError: one column as text and as id.
        """
        if text == id:
            raise PlanError(
                f"--text and --id must be two columns, got `{text}` for both. Leave --id out."
            )
        # A scan reads no column that is not asked for, the label neither: it only has to be named.
        columns = Columns(label=text, id=id)
        paths = tuple(paths_of(list(files)))
        scan = Scan(columns=columns, positive_at=1, source=paths, batch=batch)
        return Comments(scan=scan, text=text, id=id)

    def rows(self) -> int | None:
        """How many comments there are, where the files say so without being read."""
        counts = []
        for path in self.scan.source if isinstance(self.scan.source, tuple) else ():
            file_format = format_of(path)
            if file_format.scan is None:
                return None
            check_file(path)
            try:
                counts.append(file_format.scan(path).select(pl.len()).collect().item())
            except pl.exceptions.PolarsError:
                return None  # it is refused, and why, when it is read
        return sum(counts)

    def batches(self) -> Iterator[Originals]:
        """The comments, in order.

        Raises:
            DataError: a file that cannot be read, a column that is missing or holds no text.
        """
        names = [self.text, *([] if self.id is None else [self.id])]
        first = 0
        for batch in self.scan.batches(names):
            yield self._originals(batch, first=first)
            first += batch.frame.height

    def _originals(self, batch: Batch, *, first: int) -> Originals:
        def place(index: int) -> str:
            return f"{batch.source}, row {batch.first + index + 1}"

        frame = batch.frame
        return Originals.named(
            checks.texts(frame[self.text], place=place),
            None if self.id is None else frame[self.id],
            rows=pl.int_range(first, first + frame.height, eager=True).cast(pl.String),
            place=place,
            first=first,
        )
