"""*Her* as *him* or *his*, and *his* as *her* or *hers*, told by the words around them."""

from __future__ import annotations

from counterpoise.counterfactuals.substitution.noun_phrases import (
    CLOSED_AT_ONCE,
    CLOSED_BY_ADVERB,
    END,
    PERSON,
)
from counterpoise.counterfactuals.substitution.sense import Sense

_LY_ADJECTIVE = (
    r"(?i:family|only|early|elderly|daily|weekly|monthly|yearly|lovely|friendly|ugly|lonely|holy"
    r"|belly|assembly|likely|unlikely|lively|silly|bully|jelly|reply|supply|ally|rally|homily"
    r"|anomaly|deadly|costly|worldly|sickly|curly|oily|wily|folly|italy|july|melancholy|monopoly"
    r"|womanly|manly|motherly|fatherly|saintly|cowardly|wooly|woolly|chilly|smelly|hilly|fly)"
)
_BARE_VERB = (
    r"(?i:go|be|do|know|speak|leave|come|get|cry|think|talk|move|fool|find|see|feel|laugh|sing|walk"
    r"|run|win|lose|live|die|stay|stop|start|keep|make|take|have|say|tell|eat|sleep|drive|finish"
    r"|learn|understand|realize|realise|decide|try|pay|build|grow|believe|become|play|wait|look"
    r"|smile|fall|pass|give|put|choose|enjoy|explain|handle|deal|succeed|fail|escape|cope|recover"
    r"|survive|suffer|work|dance|rest|help|use|write|read|ask|answer|apologize|apologise|resign"
    r"|quit|vote|beg|sit|stand|lie|scream|shout|swear|hang|hide|rot|rule|lead|breathe|heal)"
)
_OPINION = (
    r"(?i:happy|angry|sad|mad|sick|famous|rich|poor|uncomfortable|comfortable|nervous|proud|crazy"
    r"|stupid|rude|nice|funny|unfit|guilty|innocent|responsible|accountable|unhappy|jealous|upset"
    r"|stronger|weaker|better|look|seem|sound|laugh|unpopular|popular|attractive|credible|worse"
    r"|dead|asleep|safe|liable|useless|incompetent|dangerous|annoying|boring|charming|dishonest"
    r"|names|president|chair|captain|leader|mayor|governor|chairman|chairwoman|queen|king|ceo"
    r"|racist|fat|lazy|brave|evil|weak|strong|unconscious|unqualified|qualified|interesting|cry)"
)
_THINGS = (
    r"(?i:money|flowers|advice|credit|time|space|permission|hope|strength|power|food|water"
    r"|medicine|luck|hell|nothing|everything|something|directions|orders|instructions|questions"
    r"|trouble|grief|lessons|lies|things|stuff|messages|emails|letters|presents|gifts|candy|cash"
    r"|respect|support|props|kudos|chances|options|reason|plenty|enough|two|three|five|ten|one"
    r"|half|more|less|thousands|millions|hundreds|lots|tea|coffee|dinner|lunch|breakfast|peace"
    r"|diamonds|jewels|jewel(?:le)?ry|pearls|roses|chocolates|perfume|drinks|wine|beer|sweets|toys)"
)
_GIVING = (
    r"(?i)\b(?:g[ai]v(?:e|en|es|ing)|offer(?:s|ed|ing)?|s[eo]n[dt](?:s|ing)?|b(?:uys?|ought|uying)"
    r"|pa(?:y|ys|id|ying)|ow(?:e|es|ed|ing)|le(?:nd|nt|nds|nding)|wish(?:es|ed|ing)?"
    r"|t(?:ell|ells|old|elling)|teach(?:es|ing)?|taught|show(?:s|ed|n|ing)?|ask(?:s|ed|ing)?"
    r"|br(?:ing|ings|ought|inging)|hand(?:s|ed|ing)?|cost(?:s|ing)?|mak(?:e|es|ing)|made"
    r"|den(?:y|ies|ied|ying)|grant(?:s|ed|ing)?|cook(?:s|ed|ing)?|feed|fed|send)\s+$"
)
_CAUSING = (
    r"(?i)\b(?:let(?:s|ting)?|let['’]s|mak(?:e|es|ing)|made|help(?:s|ed|ing)?|s(?:ee|aw|een|ees"
    r"|eeing)|watch(?:es|ed|ing)?|hear(?:s|d|ing)?|ha(?:ve|d|s|ving)|feel|felt|bid|dare)\s+$"
)
_JUDGING = (
    r"(?i)\b(?:mak(?:e|es|ing)|made|call(?:s|ed|ing)?|consider(?:s|ed|ing)?|f(?:ind|inds|ound"
    r"|inding)|th(?:ink|ought)|keep(?:s|ing)?|kept|elect(?:s|ed|ing)?|nam(?:e|ed|es|ing)"
    r"|appoint(?:s|ed|ing)?|crown(?:s|ed|ing)?|declar(?:e|ed|es|ing)|deem(?:s|ed)?|hold|held"
    r"|g[eo]t|drove|driv(?:e|es|ing)|want(?:s|ed)?|prove[ds]?|render(?:s|ed)?|vote[ds]?)\s+$"
)
_SENSING = (
    r"(?i)\b(?:s(?:ee|aw|een|ees|eeing)|watch(?:es|ed|ing)?|hear(?:s|d|ing)?|catch|caught"
    r"|imagin(?:e|ed|es)|pictur(?:e|ed)|f(?:ind|ound)|ke(?:ep|eps|pt)|remember(?:s|ed)?|mind"
    r"|stop(?:s|ped)?|noticed?|left|spotted|got|having|had|envision|of|with)\s+$"
)
_MOVING = (
    r"(?i)\b(?:call(?:s|ed|ing)?|t(?:ake|akes|ook|aken|aking)|br(?:ing|ings|ought|inging)"
    r"|s[eo]n[dt](?:s|ing)?|g[eo]t(?:s|ting)?|want(?:s|ed|ing)?|g[ai]v(?:e|en|es|ing)|text(?:ed)?"
    r"|wr(?:ite|ote)|pa(?:y|id)|lov(?:e|ed|es)|dr[io]v(?:e|en|es|ing)|walk(?:s|ed|ing)?|let|email"
    r"|follow(?:s|ed|ing)?|hold|held|help(?:s|ed)?|welcom(?:e|ed|es|ing)|hit|ask(?:s|ed)?|me[et]t?"
    r"|invit(?:e|ed|es|ing)|see|saw|push(?:ed)?|pull(?:ed)?|f[eo]ught|tell|told|vot(?:e|ed))\s+$"
)

_LETTING = r"(?i)\b(?:let(?:s|ting)?|let['’]s)\s+$"
_HELD = (
    rf"(?i)^\s+(?:own|hair|guard|dogs?|cats?|emotions?|anger|temper|mind|body|voice|feelings|ex"
    rf"|bod(?:y|ies)|name|{PERSON})\b"
)
_STRESS = r"(?i)^\s+(?:damn|goddamn|freaking|fucking|bloody)\s"


def _any(*patterns: str) -> str:
    """One search is faster than several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


_NUMBER = (
    r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half)\b)"
)
_AMOUNT = (
    rf"(?i)^\s+(?:(?:more|less|fewer)\s+than|well\s+over)\s+(?:an?\s+)?(?:{_NUMBER}"
    r"|(?:perfect|ideal|stellar|flattering|honest|modest|adequate)\b)"
)
_FIRST_AND = (
    r"(?i)^\s+(?:first\s+(?:and|or)\s+(?:only|last|foremost|second|third)"
    r"|(?:best|last|long|once|up)\s+(?:and|or|but)\s+(?:worst|brightest|only|final|hard|coming"
    r"|future)|soon[\s-]+to[\s-]+be)\b"
)
_SO_CALLED = r"(?i)^\s+so[\s-]called\b"
_BEST = rf"(?i)^\s+(?:very\s+|level\s+)?(?:best|worst|utmost|finest)(?:{END}|\s)"
_THEN_SOMEBODY = (
    rf"(?i)^\s+then\s+(?:\d+[\s-]|(?:\w+\s+)?(?:{PERSON}|boss|partners?|lovers?|spouse"
    r"|fianc\w+|boyfriends?|girlfriends?|employers?|managers?|agents?|rivals?|coach(?:es)?|roommates?|flatmates?|home"
    r"|house|company|team|party|job|school|bosses|editor|publisher|label|band|city|town)\b)"
)
_LIKING = (
    r"(?i)\b(?:lik(?:e|es|ed|ing)|lov(?:e|es|ed|ing)|kn(?:ow|ows|ew|own)|suit(?:s|ed)?|fits?"
    r"|remember(?:s|ed)?|treat(?:s|ed)?|serve[sd]?|please[sd]?|hate[sd]?|prefer(?:s|red)?"
    r"|understand|understands|understood|describe[sd]?|paint(?:s|ed)?|becomes?|became)\s+$"
)
_NOUN = _any(_SO_CALLED, _AMOUNT, _FIRST_AND, _BEST)
"""A noun of hers or his follows, though what comes first looks like an end."""

_BEST_ALONE = rf"(?i)^\s+(?:best|worst)(?:{END}|\s+(?:of\s+all|when|because|and|but|in|as|with)\b)"
_PHRASAL = (
    r"(?i)\b(?:turn|put|let|g[eo]t|shut|knock|t[ao]ke?|took|h[eo]ld|pull|drop|track|calm|r[au]n|sho(?:o?t)|slow"
    r"|talk|push|br(?:ing|ought)|keep|kept|t[eo]re|tear|cut|call|lay|laid|set|thr[oe]w|strip|stripp"
    r"|hunt|f[eo]ught|fight|scare|wr[io]te|tied?|tell|told|br(?:eak|oke)|gun|gunn|pat|shrug|brush"
    r"|wave|see|saw|pay|paid|drop|dropp|mark|back)(?:s|d|ed|ing)?\s+$"
)
_OBJECT = _any(
    r"(?i)^\s+then\s",
    rf"(?i)^\s+(?:always|never|often|still|sometimes)\s+\w+ing{END}",
    CLOSED_AT_ONCE,
    CLOSED_BY_ADVERB,
)
_LY = _any(rf"(?i)^\s+{_LY_ADJECTIVE}\b", r"(?i)^\s+\w+ly\s+\w+(?:ed|en|ing|own|born)\b")
HER = (
    Sense(slot="object", terms=("her",), after=rf"(?i)^\s*(?:and|&)\s*his{CLOSED_AT_ONCE[1:]}"),
    Sense(slot="possessive", terms=("her",), before=r"(?i)\bhis\s+(?:and|or|&)\s+$"),
    Sense(slot="object", terms=("her",), before=_LIKING, after=_BEST_ALONE),
    Sense(slot="possessive", terms=("her",),
          after=_any(r"(?i)^\s*(?:(?:or|/)\s*his\b|(?:and|&)\s*his\s+\w)", _NOUN, _STRESS)),
    Sense(slot="object", terms=("her",), after=r"(?i)^\s+very\s+(?:much|well|badly|hard|\w+ly)\b"),
    Sense(slot="possessive", terms=("her",), after=_LY),
    Sense(slot="object", terms=("her",), after=r"(?i)^\s+\w{2,}ly(?:[^\w-]|$)"),
    Sense(slot="possessive", terms=("her",), after=_THEN_SOMEBODY),
    Sense(slot="object", terms=("her",), after=_OBJECT),
    Sense(slot="possessive", terms=("her",), before=_LETTING, after=_HELD),
    Sense(slot="object", terms=("her",), before=_LETTING),
    Sense(slot="object", terms=("her",), before=_CAUSING, after=rf"^\s+{_BARE_VERB}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_JUDGING, after=rf"^\s+{_OPINION}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_GIVING, after=rf"^\s+{_THINGS}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_SENSING, after=r"(?i)^\s+\w+ing(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_MOVING,
          after=r"(?i)^\s+(?:back|home|in|over|around)(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_PHRASAL, after=r"(?i)^\s+(?:down|off)\s"),
    Sense(slot="possessive", terms=("her",)),
)  # fmt: skip
_CLOSED_BETTER = rf"^\s+(?i:better|most|more|less|first)(?:{END}|\s+(?i:than|and|or|but)\b)"
_CLOSED_NOW = (
    r"^\s+(?i:then|now|once|well|still|ever|never|always|yet|already|soon|off|down)"
    rf"(?:{END}|\s+(?i:and|or|but|if|because|that|than|to|for|in|at|by|too|as|we|i|they|he|she)\b)"
)
_BEGINS_HIS = r"(?i)^\s+(?:[$£€@]|so[\s-]called\b|(?:every|all|no|much|like|know\w*)\b)"
_FRIEND_OF = (
    r"(?i)\b(?:an?|some|any|this|that|these|those|no|one|two|three|several|many|another)"
    r"\s+(?:[\w-]+\s+){1,2}of\s+$"
)
_TOLD = (
    r"(?i)^\s+(?:told|said|says|asked|asks|called|came|went|got|made|took|gave|saw|knew|thought"
    r"|wrote|moved|named|died|became|began|lives|lived|works|worked|wants|wanted|likes|ran|kept"
    r"|bought|brought|found|left\s+(?:me|us|him|the|town|home))(?:[^\w'’-]|$)"
)
_OF_HIS = _any(CLOSED_AT_ONCE, _CLOSED_BETTER, _CLOSED_NOW)
HIS = (
    Sense(slot="possessive_pronoun", terms=("his",),
          after=rf"(?i)^\s*(?:and|&)\s*her{CLOSED_AT_ONCE[1:]}"),
    Sense(slot="possessive_pronoun", terms=("his",), before=_FRIEND_OF, after=_TOLD),
    Sense(slot="possessive_pronoun", terms=("his",), before=_LIKING, after=_BEST_ALONE),
    Sense(slot="possessive", terms=("his",),
          after=_any(r"(?i)^\s*(?:(?:or|/)\s*her\b|(?:and|&)\s*her\s+\w)", _BEGINS_HIS, _NOUN)),
    Sense(slot="possessive_pronoun", terms=("his",), after=_OF_HIS),
    Sense(slot="possessive", terms=("his",)),
)  # fmt: skip
