import re
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.templates import template_examples, template_set
from counterpoise.counterfactuals.templates.file import (
    Template,
    TemplateSet,
    Term,
    template_set_of,
)
from counterpoise.counterfactuals.templates.filling import (
    SLOTS,
    WITHOUT_TERM,
    Frame,
    spoken_with_vowel,
)
from counterpoise.data import Examples
from counterpoise.errors import PlanError

AMERICAN = {
    "adjective": "American",
    "predicative": "American",
    "noun": "American",
    "plural": "Americans",
}
EUROPEAN = {
    "adjective": "European",
    "predicative": "European",
    "noun": "European",
    "plural": "Europeans",
}

BY_HAND = [
    (
        "A {adjective} artist sang.",
        "An American artist sang.",
        "A European artist sang.",
        "An artist sang.",
    ),
    (
        "I met an {noun}, a cat.",
        "I met an American, a cat.",
        "I met a European, a cat.",
        "I met a person, a cat.",
    ),
    (
        "{plural} sing. {plural} dance",
        "Americans sing. Americans dance",
        "Europeans sing. Europeans dance",
        "People sing. People dance",
    ),
    (
        "“{adjective} people,” they said",
        "“American people,” they said",
        "“European people,” they said",
        "“People,” they said",
    ),
    (
        "One is {predicative}, a {noun}.",
        "One is American, an American.",
        "One is European, a European.",
        None,
    ),
    (
        "The {adjective}-born cook",
        "The American-born cook",
        "The European-born cook",
        None,
    ),
    ("Non-{adjective} cooks", "Non-American cooks", "Non-European cooks", None),
    ("lol {plural}", "lol Americans", "lol Europeans", "lol people"),
    (
        "Anna {adjective} or a\t{adjective} dog",
        "Anna American or an\tAmerican dog",
        "Anna European or a\tEuropean dog",
        "Anna or a\tdog",
    ),
]


@pytest.mark.parametrize(("sentence", "american", "european", "plain"), BY_HAND)
def test_a_sentence_is_filled_as_by_hand(sentence, american, european, plain):
    frame = Frame.of(sentence)
    assert frame.filled(AMERICAN) == american
    assert frame.filled(EUROPEAN) == european
    assert frame.filled(WITHOUT_TERM) == plain


@pytest.mark.parametrize(
    "words",
    [
        "a bisexual, a Black, a European, a Eurasian, a Ukrainian, a Ugandan, a Uruguayan",
        "a one-eyed, a US citizen, a UN envoy, a user, a 20-year-old, a 日本人, a ...",
        "an elderly, an Asian, an LGBTQ group, an HIV test, an honest, an Émigré, an Uzbek",
        "an Irish, an unmarried, an Åland, an heir, an MP",
    ],
)
def test_an_article_is_as_spoken(words):
    for article, word in re.findall(r"\b(an?) ([^,]+)", words):
        assert (article, word, spoken_with_vowel(word)) == (article, word, article == "an")


def test_every_term_stands_once_in_every_template():
    frame = template_examples().frame
    counts = Counter(zip(frame["template"], frame["term"], strict=True))
    assert set(counts.values()) == {1}
    assert len(counts) == frame["template"].n_unique() * frame["term"].n_unique() == 88 * 38


def test_labels_are_balanced_in_every_group():
    examples = template_examples(by_term=True)
    assert examples.groups[-1] == "terms"
    for column in examples.groups:
        groups = examples.frame.select(column, "label").explode(column).drop_nulls()
        shares = groups.group_by(column).agg(pl.col("label").mean())
        assert shares["label"].to_list() == [0.5] * shares.height


def test_there_are_at_least_forty_sentences_of_each_kind():
    counts = Counter(template.toxic for template in template_set().templates)
    assert counts == {True: 44, False: 44}


def test_no_two_texts_are_equal_in_any_case():
    texts = template_examples().texts.str.to_lowercase()
    assert texts.n_unique() == len(texts)


def test_every_article_fits_and_every_sentence_begins_with_a_capital():
    for text in template_examples().texts:
        for article, word in re.findall(r"\b([Aa]n?) (\w[\w-]*)", text):
            assert (article.lower() == "an") == spoken_with_vowel(word), text
        assert text.lstrip("“")[0].isupper(), text


def test_a_text_differs_from_another_term_in_the_term_and_its_article_alone():
    frame = template_examples().frame
    words = [
        (template, re.split(r"\W+", template.replace("{", " ").replace("}", " ")))
        for template in frame["template"].unique(maintain_order=True)
    ]
    kept = {
        template: [word for word in some if word and word not in (*SLOTS, "a", "an", "A", "An")]
        for template, some in words
    }
    for template, text in frame.select("template", "text").iter_rows():
        found = iter(re.split(r"\W+", text))
        assert all(word in found for word in kept[template]), text


def test_no_sentence_names_a_group_outside_of_its_slots():
    named = {form.lower() for term in template_set().terms for form in term.forms.values()}
    for template in template_set().templates:
        literal = " ".join(Frame.of(template.sentence).literals).lower()
        assert not [word for word in named if re.search(rf"\b{re.escape(word)}\b", literal)]


def test_groups_are_known_from_the_start_and_others_are_in_none():
    examples = template_examples(categories=["religion", "age"])
    assert examples.groups == ("religion", "age")
    first = examples.frame.row(0, named=True)
    assert first == {
        "id": "1:Christian",
        "text": "My Christian neighbour lent me a ladder.",
        "label": 0.0,
        "template": "My {adjective} neighbour lent me a ladder.",
        "term": "Christian",
        "category": "religion",
        "group": "christian",
        "plain": "My neighbour lent me a ladder.",
        "religion": ["christian"],
        "age": [],
        "terms": ["Christian"],
    }
    known = examples.frame.schema["age"]
    assert known == pl.List(pl.Enum(["older", "middle_aged", "younger"]))


def test_own_sentences_and_terms_come_from_toml(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        """
        [templates]
        not_toxic = ["A {noun} waves."]
        toxic = ["Silly {plural}!"]
        [terms.team]
        reds = [{ adjective = "red" }]
        blues = [{ adjective = "azure", noun = "Blue", plural = "Blues" }]
        """
    )
    examples = template_examples(file)
    assert examples.texts.to_list() == [
        *("A red person waves.", "A Blue waves.", "Silly red people!", "Silly Blues!")
    ]
    assert examples.labels.tolist() == [0, 0, 1, 1]
    assert examples.groups == ("team",)


def test_what_a_file_lacks_is_taken_from_the_package(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('templates.toxic = ["Silly {plural}!"]')
    assert template_set(file).terms == template_set().terms
    file.write_text('[terms.team]\nreds = [{ adjective = "red" }]')
    assert template_set(file).templates == template_set().templates


TEAM = 'terms.team.reds = [{ adjective = "red" }]\n'
SLOTS_LISTED = "`{adjective}`, `{predicative}`, `{noun}`, `{plural}`"
FAULTS = [
    ("", " is empty. Add [templates], [terms] or both."),
    ("colour = 1", " has an unknown key `colour`. Available: `templates`, `terms`."),
    (
        'templates.rude = ["x"]',
        ", [templates] has an unknown key `rude`. Available: `not_toxic`, `toxic`.",
    ),
    (
        "templates = 3",
        ", [templates] must be a table with entries, got 3. "
        "Write toxic = [...] and not_toxic = [...].",
    ),
    (
        "templates.toxic = []",
        ", [templates] `toxic` must be a list with entries, got []. "
        "Write sentences, or take the key away.",
    ),
    (
        'templates.toxic = ["Silly {noun}", " Silly {noun}"]',
        ", [templates] `toxic` 2 must be a sentence with a letter and no space around it, got "
        "' Silly {noun}'. Mend the entry.",
    ),
    (
        'templates.toxic = ["Silly."]',
        ", [templates] `toxic` 1 must hold a slot for a term, but `Silly.` holds none. "
        "Write one of {adjective}, {predicative}, {noun}, {plural}.",
    ),
    (
        'templates.toxic = ["Silly {noun} {plurals}"]',
        ", [templates] `toxic` 1 holds `{plurals}`, which is no slot. "
        f"Did you mean `{{plural}}`? Available: {SLOTS_LISTED}.",
    ),
    (
        'templates.toxic = ["Silly {noun} {"]',
        f", [templates] `toxic` 1 holds `{{`, which is no slot. Available: {SLOTS_LISTED}.",
    ),
    (
        'templates.toxic = ["Silly {noun}"]\ntemplates.not_toxic = ["Silly {noun}"]',
        ", [templates] `not_toxic` 1 must be a new sentence, but `Silly {noun}` stands there "
        "already. Take one of the two away.",
    ),
    (
        "terms.team = 1",
        ", [terms.team] must be a table with entries, got 1. "
        'Write a [terms.religion] with christian = [{ adjective = "Christian" }].',
    ),
    (
        'terms.team.reds = ["red"]',
        ", [terms.team] `reds` 1 must be a table with entries, got 'red'. "
        'Write { adjective = "Christian" }.',
    ),
    (
        'terms.team.reds = [{ noun = "Red" }]',
        ", [terms.team] `reds` 1 must have an `adjective`, got {'noun': 'Red'}. Add one.",
    ),
    (
        "terms.team.reds = [{ adjective = 3 }]",
        ", [terms.team] `reds` 1 `adjective` must be a word with a letter and no space around it, "
        "got 3. Mend the entry.",
    ),
    (
        'terms.text.reds = [{ adjective = "red" }]',
        ", [terms.text] must have a name that is no column of the examples, got `text`. Choose one "
        "that is none of id, text, label, template, term, terms, category, group, plain.",
    ),
    (
        'terms.team."" = [{ adjective = "red" }]',
        ", [terms.team] `` 1 must belong to a group with a name, got ''. Name the group.",
    ),
    (
        TEAM + 'terms.side.left = [{ adjective = "left", plural = "red people" }]',
        ": each plural must belong to one term, but `red people` belongs to `team.reds` and "
        "`side.left`. Take one of the two away.",
    ),
    (
        'templates.toxic = ["Silly {noun}", "Silly {adjective} person"]',
        ": all texts must be different, but `Silly {noun}` with `transgender` and `Silly "
        "{adjective} person` with `transgender` give the same one. Change one of the sentences or "
        "terms.",
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_fault_of_a_file_is_told_with_its_place(tmp_path, text, expected):
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(PlanError, match=f"^{re.escape(str(file) + expected)}$"):
        template_examples(file)


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path):
    file = tmp_path / "own.toml"
    with pytest.raises(PlanError, match=r"^There are no templates at .*own\.toml\. Give the path"):
        template_set(file)
    file.write_text("[templates")
    with pytest.raises(PlanError, match=r"own\.toml should be TOML, but is not: .*Mend that line"):
        template_set(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PlanError, match=r"own\.toml should be TOML in UTF-8, but is not: .*Save"):
        template_set(file)


def test_an_unknown_category_is_refused_with_those_that_exist():
    expected = (
        "There is no category `race` in sentences.toml. Available: `gender`, "
        "`sexual_orientation`, `religion`, `race_and_nationality`, `disability`, `age`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        template_examples(categories=["race"])
    with pytest.raises(PlanError, match=r"^`categories` must be a list of at least one name, got"):
        template_examples(categories="gender")


many = settings(max_examples=60, deadline=None)
words = st.text(min_size=1, max_size=8).filter(lambda word: "{" not in word and "}" not in word)
articled = st.builds("{}{}".format, words, st.sampled_from([" a ", " an\t", "\nA ", "An  "]))
forms = words.map(str.strip).filter(lambda word: any(map(str.isalnum, word)))


@many
@given(
    literals=st.lists(words | articled, min_size=2, max_size=4),
    slots=st.lists(st.sampled_from(SLOTS), min_size=3, max_size=3),
    form=forms,
)
def test_any_letters_outside_of_slots_stay_as_they_are(literals, slots, form):
    parts = [part for pair in zip(literals, slots, strict=False) for part in pair]
    sentence = "".join(f"{{{part}}}" if i % 2 else part for i, part in enumerate(parts)) + "end"
    frame = Frame.of(sentence)
    assert [slot.name for slot in frame.slots] == parts[1::2]
    text = frame.filled(dict.fromkeys(SLOTS, form))
    assert text is not None
    place = 0
    for slot in frame.slots:
        assert text.startswith(slot.before, place)
        place += len(slot.before)
        if slot.article:
            an = text.startswith(f"{slot.article[0]}n{slot.gap}", place)
            place += 1 + an + len(slot.gap)
            assert an == spoken_with_vowel(text[place:])
        assert text[place + 1 : place + len(form)] == form[1:]
        place += len(form)
    assert text[place:] == "end"


def in_toml(text):
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'


@many
@given(literal=forms, adjective=forms, group=forms)
def test_a_file_may_hold_any_letters(literal, adjective, group):
    sentence = f"They {literal} {{plural}}."
    text = f"""
    [templates]
    toxic = [{in_toml(sentence)}]
    [terms.team]
    {in_toml(group)} = [{{ adjective = {in_toml(adjective)} }}]
    """
    found = template_set_of(text, place="here", missing=None)
    assert found.templates == (Template(sentence=sentence, toxic=True),)
    assert (found.terms[0].name, found.terms[0].group) == (adjective, group)
    examples = template_examples(found)
    assert examples.frame["team"].to_list() == [[group]]


def with_capital(word):
    return word[:1].upper() + word[1:]


@many
@given(
    adjectives=st.lists(forms, min_size=1, max_size=4, unique_by=with_capital),
    literal=forms,
)
def test_any_terms_make_balanced_examples(adjectives, literal):
    terms = tuple(
        Term(
            category="team",
            group=f"group {number}",
            adjective=adjective,
            noun=f"{adjective} person",
            plural=f"{adjective} people",
        )
        for number, adjective in enumerate(adjectives)
    )
    templates = (
        Template(sentence=f"They {literal} {{plural}}.", toxic=False),
        Template(sentence=f"They {literal} no {{adjective}} ones", toxic=True),
    )
    examples = template_examples(TemplateSet(templates=templates, terms=terms, place="here"))
    assert isinstance(examples, Examples)
    assert len(examples) == examples.texts.n_unique() == 2 * len(terms)
    assert examples.frame["team"].list.len().to_list() == [1] * len(examples)
