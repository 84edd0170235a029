"""Which slot a term stands in, told by the words around it.

Most terms need no telling. `her` is *him* or *his* in the other gender, `black` is a person's or a
dress's: those have senses here, tried in order, the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from counterpoise.counterfactuals.substitution.nobodies import NOBODY
from counterpoise.counterfactuals.substitution.noun_phrases import CLOSED, PERSON
from counterpoise.counterfactuals.substitution.pronouns import HER, HIS
from counterpoise.counterfactuals.substitution.sense import CAPITAL, Sense
from counterpoise.counterfactuals.substitution.slot_names import UNSURE


def senses() -> Iterator[Sense]:
    """Every sense, in the order in which they are tried."""
    yield from NOBODY
    yield from _TITLES
    yield from HER
    yield from HIS
    yield from _BELIEVERS
    yield from _PEOPLE


_TITLES = (
    Sense(slot="title", terms=("ms", "miss"), word=r"^M", after=rf"^\.?{CAPITAL[1:]}"),
    Sense(slot="title", terms=("mr", "mrs"), word=r"^M", after=r"^[.\s]"),
    Sense(slot="knight", word=r"^[SD]", after=CAPITAL),
    Sense(slot="peer", word=r"^L", after=CAPITAL),
)
_ONE = r"(?i)\b(?:an?|the|every|another|each|no|one|fellow|this|that|any|devout|non-?)\s*$"
_DOES = (
    r"(?i)^\s+(?:invented|are|were|have|do|don['’]?t|want|believe\w*|think|say|says|hate[sd]?|love[sd]?"
    r"|came|come|go|went|will|would|can|cannot|should|must|need|get|got|kill(?:s|ed)?|wants|think"
    r"|rape[sd]?|made|make|took|take|run|ran|own|owns|owned|control(?:s|led)?|live[sd]?|moved|attack(?:s|ed))"
    r"(?:[^\w'’-]|$)"
)
_FAITHFUL = (
    "christian",
    "jewish",
    "muslim",
    "hindu",
    "buddhist",
    "atheist",
    "sikh",
    "mormon",
    "catholic",
)
_AND_NAMED = (
    r"(?i)\b(?:am|is|are|was|were|['’]m|being|be|became|become|not)\s+"
    r"(?:(?:also|all|both|not)\s+)?$"
)
_BELIEVERS = (
    Sense(
        slot=UNSURE,
        before=r"(?i)\b(?:half|ex|former|un|pseudo|crypto|judeo|non|anti)-$",
        terms=(*_FAITHFUL, "jew", "jews", "muslims", "christians", "islam", "islamic"),
    ),
    Sense(slot=UNSURE, terms=("church", "churches"), word=r"^C\p{Ll}"),
    Sense(
        slot=UNSURE,
        terms=("church", "churches", "mosque", "synagogue"),
        before=r"\p{Lu}[\w.'’]*\s+$",
        word=r"^\p{Lu}",
    ),
    Sense(slot="believer", terms=_FAITHFUL, before=_ONE, after=_DOES),
    Sense(slot="adjective", terms=_FAITHFUL, before=_AND_NAMED),
    Sense(slot=UNSURE, terms=_FAITHFUL, after=_DOES),
    Sense(slot="believer", before=_ONE, after=CLOSED),
    Sense(slot="believer", terms=("jew",)),
    Sense(slot="one", before=_ONE, after=CLOSED),
    Sense(slot="adjective"),
)

_ADJECTIVE = (
    r"(?:black|white|asian|latin[oa]|hispanic|gay|straight|lesbian|bisexual|blind|deaf|disabled"
    r"|autistic|old|young|elderly|older|younger|trans|brown|native|arab|caucasian)"
)
_BEFORE_PEOPLE = rf"(?i)^(?:,?\s+(?:(?:and|or|&)\s+)?{_ADJECTIVE})*\s+{PERSON}\b"
_BEFORE_OTHER_ADJECTIVE = (
    r"(?i)^\s+(?:\w+(?:ed|ing|an|ese|ish|al|ic|ful|less)|american|male|female|single|poor|rich"
    rf"|working[\s-]class|middle[\s-]class|trans|christian|muslim|jewish|{_ADJECTIVE})\s+{PERSON}\b"
)
_IS = (
    rf"(?i)\b(?:i\s+am|i['’]?m|(?:he|she|who|we|you|{PERSON})\s+(?:is|are|was|were)"
    r"|(?:he|she|we|you|they|who)['’](?:s|re)|being|comes?\s+out\s+as|came\s+out\s+as|born)"
    r"(?:\s+(?:not|also|openly|both|legally|proudly|very|too|totally|completely|an?))?\s+$"
)
_PEOPLE_SLOTS = ("people_adjective", "comparative", "superlative")
_ALL_OF_THEM = r"(?i)^\s+(?:deserve|need|have|are|were|can|do|should|will|live|want|and\s+the)\b"
_AGE = r"(?i)(?:\d|\b(?:years?|yrs?|months?|mos?|weeks?|days?|y|how|same))[\s-]*$"
_KNOWN_LONG = r"(?i)^\s+(?:friends?|colleagues?|boss(?:es)?|boys?|neighbou?rs?|wife|husband)\b"
_PEOPLE = (
    Sense(slot=None, terms=("old", "young", "older", "younger"), before=_AGE),
    Sense(slot=None, terms=("old",), after=_KNOWN_LONG),
    Sense(slot=None, terms=("whites",), before=r"(?i)\begg\s+$"),
    Sense(
        slot=None,
        terms=("oldest", "youngest"),
        after=r"(?i)^\s+(?:\w+\s+)?(?:nations?|countr(?:y|ies)|cit(?:y|ies)|democrac(?:y|ies))\b",
    ),
    Sense(
        slot=UNSURE,
        terms=("whites", "blacks", "white", "black", "asian", "asians", "gay", "gays"),
        before=r"(?i)\b(?:non|anti|pro|half|ex|off)[- ]$",
    ),
    *(Sense(slot=slot, after=_BEFORE_PEOPLE) for slot in _PEOPLE_SLOTS),
    *(Sense(slot=slot, after=_BEFORE_OTHER_ADJECTIVE) for slot in _PEOPLE_SLOTS),
    *(Sense(slot=slot, before=_IS, after=CLOSED) for slot in _PEOPLE_SLOTS),
    Sense(
        slot="people_adjective",
        terms=("blind", "deaf", "disabled", "old", "young", "elderly"),
        before=r"(?i)\bthe\s+$",
        after=_ALL_OF_THEM,
    ),
)
