"""Answers that were paid for, kept in one SQLite file under a hash of what was asked.

Every write is one transaction that is on disk before the next question goes out, so a process
that is killed loses the questions in flight and nothing else. The file holds the answers in plain
text and the questions as hashes only. Several processes may share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from counterpoise.counterfactuals.generators.interface import Answer, Generator, Instruction
from counterpoise.errors import DataError, RunError

APPLICATION = 0x43504E43
"""What marks the file as ours in SQLite's header: "CPNC"."""

VERSION = 1
PATIENCE = 60.0
"""Seconds to wait for another process that is writing."""

TABLE = """
CREATE TABLE answers (
    key BLOB PRIMARY KEY,
    text TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    input_tokens INTEGER,
    output_tokens INTEGER
) WITHOUT ROWID
"""


def answer_key(generator: Generator, text: str, instruction: Instruction) -> bytes:
    """[32] SHA-256 of generator name, version, text and instruction, each with its length.

    Any string has a key, lone surrogates too, and no two questions are written alike.
    """
    digest = sha256()
    parts = (
        *(generator.name, generator.version, text),
        *(instruction.from_group, instruction.to_group, instruction.term, instruction.sentence),
    )
    for part in parts:
        written = part.encode("utf-8", "surrogatepass")
        digest.update(len(written).to_bytes(8, "big"))
        digest.update(written)
    return digest.digest()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerCache:
    """Answers by key; the first that is kept under a key stays."""

    connection: sqlite3.Connection

    def answers(self, keys: Iterable[bytes]) -> dict[bytes, Answer]:
        """The answers that are kept under `keys`; keys without one are absent."""
        select = "SELECT text, reason, detail, input_tokens, output_tokens FROM answers WHERE key=?"
        rows = ((key, self.connection.execute(select, (key,)).fetchone()) for key in keys)
        return {key: _answer(row) for key, row in rows if row is not None}

    def keep(self, answers: Mapping[bytes, Answer]) -> None:
        """Writes all of `answers` or none, to disk.

        Raises:
            RunError: the file cannot be written.
        """
        try:
            self._write(answers)
        except sqlite3.OperationalError as error:
            raise RunError(
                f"Answers should be kept in `cache`, but it cannot be written: {error}. Make room "
                "or let go of the file, and run again: what it holds is not asked again."
            ) from error

    def _write(self, answers: Mapping[bytes, Answer]) -> None:
        insert = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        with self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany(insert, [_row(*item) for item in answers.items()])


@contextmanager
def answer_cache(path: Path | None) -> Iterator[AnswerCache]:
    """The cache at `path`, made if there is none; in memory for None.

    Raises:
        DataError: what stands at `path` is no such cache, or of another version, or nothing can be
            made there.
    """
    if path is not None:
        _make_folder(path)
    with closing(_opened(path)) as connection:
        yield AnswerCache(connection=connection)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error) from error


def _opened(path: Path | None) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path or ":memory:", timeout=PATIENCE, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    try:
        _prepare(connection)
    except (sqlite3.DatabaseError, DataError) as error:
        connection.close()
        raise _unusable(path, error) from error
    return connection


def _unusable(path: Path | None, error: Exception) -> DataError:
    return DataError(
        f"`cache` must be a file of generated answers or a name for a new one, but {path} cannot "
        f"be used as one: {error}. Give another path; nothing was changed there."
    )


def _prepare(connection: sqlite3.Connection) -> None:
    """Claims an empty file, and refuses one that is not ours.

    Raises:
        DataError: it holds something else, or another version.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        application = _pragma(connection, "application_id")
        version = _pragma(connection, "user_version")
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if (application, version, tables) == (0, 0, 0):
            connection.execute(TABLE)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        elif application != APPLICATION:
            raise DataError("it is a database of something else")
        elif version != VERSION:
            raise DataError(f"it is of version {version}, and this counterpoise reads {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _row(key: bytes, answer: Answer) -> tuple[bytes, str | None, str, str, int | None, int | None]:
    detail = answer.detail.encode("utf-8", "replace").decode()
    return key, answer.text, answer.reason, detail, answer.input_tokens, answer.output_tokens


def _answer(row: tuple) -> Answer:
    text, reason, detail, input_tokens, output_tokens = row
    return Answer(
        text=text,
        reason=reason,
        detail=detail,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
    )
