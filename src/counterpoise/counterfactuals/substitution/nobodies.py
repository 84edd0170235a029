"""Where a term of gender names nobody: *oh man*, *the Women's March*, *Stephen King*."""

from __future__ import annotations

from counterpoise.counterfactuals.substitution.sense import CAPITAL, Sense
from counterpoise.counterfactuals.substitution.slot_names import UNSURE

_AFTER_A_NAME = r"\p{Lu}[\w.]*\s+$"
_AFTER_NO_NAME = r"\b(?:The|A|Our|My|His|Her|And|Of|When|If|But|As)\s+$"

_WOMAN = r"(?:an?\s+|the\s+)?wom[ae]n\b"
_MAN = (
    Sense(slot="man", terms=("man",), after=rf"(?i)^(?:\s+(?:and|or|&|vs\.?)\s+|/){_WOMAN}"),
    Sense(slot="man", terms=("man",), before=r"(?i)\bwom[ae]n(?:\s+(?:and|or|&|vs\.?)\s+|/)$"),
    Sense(
        slot=None,
        terms=("man",),
        before=r"(?i)(?:\bo+h+|\bh[ae]y+|\byeah|\bye[sp]|\bok(?:ay)?"
        r"|\bdamn|\bwow+|\bcome\s+on|\bthanks|\bthank\s+you|\bthx|\bcheers|\byo|\bhi|\bsorry"
        r"|\bno(?:pe)?|\bnah|\bdear|\bsup|\blol|\bbro),?\s+$",
    ),
    Sense(slot=None, terms=("man",), before=r"(?:^|[.!?…:;][\"”')]*\s+|\n\s*|[\"“(]\s*)$"),
    Sense(slot=None, terms=("man",), before=r",\s+$", after=r"^\s*(?:$|[.!?…,;:)\"”-]|\r?\n)"),
    Sense(
        slot=None,
        terms=("man",),
        before=r"(?i)\b(?:to|must|will|should|can|help|i|we|you|they)\s+$",
        after=r"(?i)^\s+(?:the|our|their|this|these|those|up)\b",
    ),
    Sense(
        slot=None,
        terms=("man",),
        before=r"(?i)\b(?:of|by|to|for|from|between|that|than|when|what"
        r"|how|if|why|makes?|made|because|as|before|where|with|in|you)\s+$",
    ),
    Sense(
        slot=UNSURE,
        terms=("man", "men", "guy", "guys"),
        after=r"(?i)^(?:kind|\s+(?:power|made|hours?|jewel\w*|boobs?|parts?|meat|bun|purse|hands))\b",
    ),
    Sense(slot="man", terms=("man",)),
)
_ORGANISATION = (
    r"^(?:['’]s?|s['’]?)?\s+(?:(?:Only|Basketball|Soccer|Football|Choral|Health|Business|Political)\s+)?"
    r"(?:Chorus|Choir|Club|Clubs|Association|League|Cent(?:er|re)|Society|Foundation|Network"
    r"|Magazine|March|Institute|College|School|Day|Hospital|Shelter|Caucus|Party|Liberation|Conference"
    r"|Championships?|Cup|Tour|Open|Council|Federation|Guild|Alliance|Committee|Commission|Union|Fund"
    r"|Church|Organi[sz]ation|Movement|Coalition|Project|Studies|Channel|Records|Street|Park|Island)\b"
)
_IN_NAMES = (
    *("man", "men", "woman", "women", "boy", "boys", "girl", "girls", "brother", "brothers"),
    *("sister", "sisters", "father", "fathers", "mother", "mothers", "son", "sons", "daughter"),
    *("daughters", "lady", "ladies", "gentlemen", "prince", "princess", "duke", "queen", "king"),
    *("queens", "kings", "cowboys", "heroes"),
)
NOBODY = (
    Sense(slot=None, terms=_IN_NAMES, word=r"^\p{Lu}\p{Ll}", after=_ORGANISATION),
    Sense(slot=None, terms=("he", "she"), before=r"(?i)(?:\bs/|\(s\))$"),
    *_MAN,
    Sense(slot=None, terms=("lord",), before=r"(?i)(?:\bthe|\boh|\bdear|\bgood|\bmy|^|[.!?]\s)\s*$",
          word="^L", after=r"^(?:\W*$|[^\w\s]|\s+\p{Ll})"),
    Sense(slot=None, terms=("steward", "stewards"), before=r"\w:$"),
    Sense(slot="king", terms=("king", "queen"), before=_AFTER_NO_NAME),
    Sense(slot=None, word=r"^\p{Lu}\p{Ll}", before=_AFTER_A_NAME,
          terms=("king", "queen", "kings", "cowboys", "brothers", "sisters", "prince", "foreman",
                 "abbot", "kinsman", "horseman")),
    Sense(slot=None, terms=("queens",), before=r"(?i)\b(?:in|from|near|through|around)\s+$"),
    Sense(slot=None, terms=("queens",),
          before=r"(?i)\b(?:brooklyn|bronx|manhattan)\W+(?:\w+\s+)?$"),
    Sense(slot=None, terms=("queens",), after=r"(?i)^\W+(?:new\s+york|ny|nyc|brooklyn|bronx)\b"),
    Sense(slot=None, terms=("heroine",), before=r"(?i)\b(?:drugs?|meth|crack|cocaine|coke|opium|of"
          r"|on|inject\w*|us(?:e|es|ed|ing)|sell\w*|smok\w*|cannabis|weed|or|buy\w*)\W+$"),
    Sense(slot=None, terms=("heroine",),
          after=r"(?i)^\s+(?:addict\w*|dealer\w*|overdos\w*|use\w*|from|trade|epidemic|problem)\b"),
    Sense(slot=None, terms=("queens",), word=r"^Queens$",
          after=r"^(?:,|\s+(?:is|was|in|has|Blvd))"),
    Sense(slot=None, terms=("father", "mother", "brother", "sister"), word=r"^\p{Lu}\p{Ll}",
          after=CAPITAL),
    Sense(slot="king", terms=("king", "queen")),
)  # fmt: skip
