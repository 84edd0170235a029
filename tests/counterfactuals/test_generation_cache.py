import sqlite3
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.counterfactuals.generators import Answer, Instruction, named
from counterpoise.counterfactuals.generators.cache import answer_cache, answer_key
from counterpoise.errors import DataError, RunError

any_text = st.text(st.characters())  # lone surrogates too
written = st.text(st.characters(exclude_categories=["Cs"]))
questions = st.tuples(*[any_text] * 7)


def key(parts):
    name, version, text, from_group, to_group, term, sentence = parts
    told = Instruction(from_group=from_group, to_group=to_group, term=term, sentence=sentence)
    generator = named(lambda texts, _: texts, name=name or "n", version=version or "v")
    return answer_key(generator, text, told)


def test_the_key_is_the_hash_of_every_part_after_its_length():
    parts = ["n", "v", "é", "a", "b", "c", "d"]
    joined = b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)
    assert key(parts) == sha256(joined).digest()


@given(questions, questions)
def test_two_questions_have_one_key_only_if_they_are_one(first, second):
    first, second = ((p[0] or "n", p[1] or "v", *p[2:]) for p in (first, second))
    assert (key(first) == key(second)) == (first == second)


@given(questions, st.integers(2, 5), st.data())
def test_moving_letters_to_the_next_part_changes_the_key(parts, part, data):
    joined = parts[part] + parts[part + 1]
    cut = data.draw(st.integers(0, len(joined)))
    moved = (*parts[:part], joined[:cut], joined[cut:], *parts[part + 2 :])
    assert (key(moved) == key(parts)) == (moved == parts)


def test_lone_halves_of_letters_are_told_apart():
    texts = ["\ud800", "\ud801", "?", "\ufffd", ""]
    assert len({key(["n", "v", text, "", "", "", ""]) for text in texts}) == 5


def test_a_letter_is_not_its_two_halves():
    assert key(["n", "v", "\U0001f600", "", "", "", ""]) != key(
        ["n", "v", "\ud83d\ude00", "", "", "", ""]
    )


answers = st.builds(
    Answer,
    text=st.none() | written,
    reason=st.sampled_from(["refused", "cut off"]),
    detail=written,
    input_tokens=st.none() | st.integers(0, 2**53),
    output_tokens=st.none() | st.integers(0, 2**53),
)


@given(st.dictionaries(st.binary(min_size=32, max_size=32), answers))
def test_what_is_kept_comes_back(kept):
    with answer_cache(None) as cache:
        cache.keep(kept)
        assert cache.answers([*kept, b"other"]) == kept


def test_the_first_answer_under_a_key_stays(tmp_path):
    with answer_cache(tmp_path / "a") as one, answer_cache(tmp_path / "a") as other:
        one.keep({b"k": Answer(text="first")})
        other.keep({b"k": Answer(text="second"), b"l": Answer(text="third")})
        found = one.answers([b"k", b"l"])
    assert {key: answer.text for key, answer in found.items()} == {b"k": "first", b"l": "third"}


def test_answers_are_kept_all_or_none(tmp_path):
    with answer_cache(tmp_path / "a") as cache:
        with pytest.raises(UnicodeEncodeError):
            cache.keep({b"k": Answer(text="fine"), b"l": Answer(text="\ud800")})
        assert cache.answers([b"k", b"l"]) == {}
        cache.keep({b"k": Answer(text="fine")})


def test_questions_are_not_written_to_the_file(tmp_path):
    with answer_cache(tmp_path / "a") as cache:
        cache.keep({key(["n", "v", "secret comment", *"abcd"]): Answer(text="the answer")})
    held = (tmp_path / "a").read_bytes()
    assert b"the answer" in held
    assert b"secret comment" not in held


def test_only_the_database_stays_behind(tmp_path):
    with answer_cache(tmp_path / "a") as cache:
        cache.keep({b"k": Answer(text="x")})
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_a_full_disk_is_said_and_what_was_kept_stays(tmp_path):
    with answer_cache(tmp_path / "a") as cache:
        cache.keep({b"k": Answer(text="x")})
        cache.connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(RunError) as caught:
            cache.keep({b"l": Answer(text="y" * 100_000)})
        assert str(caught.value) == (
            "Answers should be kept in `cache`, but it cannot be written: database or disk is "
            "full. Make room or let go of the file, and run again: what it holds is not asked "
            "again."
        )
        assert set(cache.answers([b"k", b"l"])) == {b"k"}


def refusal(path):
    with pytest.raises(DataError) as caught, answer_cache(path):
        pass
    return str(caught.value)


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / "a")
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = (tmp_path / "a").read_bytes()
    assert refusal(tmp_path / "a") == (
        "`cache` must be a file of generated answers or a name for a new one, but "
        f"{tmp_path / 'a'} cannot be used as one: it is a database of something else. "
        "Give another path; nothing was changed there."
    )
    assert (tmp_path / "a").read_bytes() == before


def test_another_version_is_refused(tmp_path):
    with answer_cache(tmp_path / "a") as cache:
        cache.connection.execute("PRAGMA user_version = 9")
    assert "it is of version 9, and this counterpoise reads 1" in refusal(tmp_path / "a")


def test_a_folder_is_refused(tmp_path):
    assert "unable to open database file" in refusal(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("text")
    path = tmp_path / "file" / "answers"
    said = refusal(path)
    assert said.startswith(
        "`cache` must be a file of generated answers or a name for a new one, but "
        f"{path} cannot be used as one: "
    )
    assert said.endswith(". Give another path; nothing was changed there.")
