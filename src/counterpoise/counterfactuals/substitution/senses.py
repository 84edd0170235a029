"""Which slot a term stands in, told by the words around it.

Most terms need no telling. `her` is *him* or *his* in the other gender, `black` is a person's or a
dress's: those have senses here, tried in order, the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from counterpoise.counterfactuals.substitution.nobodies import NOBODY
from counterpoise.counterfactuals.substitution.sense import CAPITAL, Sense
from counterpoise.counterfactuals.substitution.terms import UNSURE


def senses() -> Iterator[Sense]:
    """Every sense, in the order in which they are tried."""
    yield from NOBODY
    yield from _TITLES
    yield from _HER
    yield from _HIS
    yield from _BELIEVERS
    yield from _PEOPLE


_FUNCTION = (
    r"(?:an?|the|this|that|these|those|my|your|our|their|its|his|her|some|any|each|i|you"
    r"|(?:i|he|she|it|we|you|they|that|there)['’]\w+"
    r"|he|she|it|we|they|me|us|them|him|and|or|but|nor|because|if|when|whenever|while|whilst|as"
    r"|than|so|since|until|till|unless|though|although|whether|where|wherever|who|whom|whose"
    r"|which|what|whatever|why|how|to|in|on|at|by|for|from|with|without|within|of|about|into"
    r"|onto|over|under|after|before|through|throughout|during|between|against|off|out|up|down"
    r"|away|around|near|like|unlike|along|across|behind|beneath|beside|besides|beyond|upon|towards?|via"
    r"|despite|except|per|again|too|not|never|always|often|sometimes|just|also|then|now|here"
    r"|there|today|yesterday|tomorrow|tonight|yet|already|still|anymore|any\s?more|anyway|alone"
    r"|instead|soon|forever|ever|even|maybe|perhaps|everywhere|anywhere|nowhere|somewhere"
    r"|together|apart|aside|well|much|ago|once|twice|either|everything|nothing|something|anything"
    r"|no|yes|knows?|knew|is|are|was|were|am|has|had|have|would|can|could|should|did|does|do|must|isn['’]t"
    r"|wasn['’]t|didn['’]t|doesn['’]t|don['’]t|won['’]t|can['’]t|couldn['’]t|wouldn['’]t|shouldn['’]t"
    r"|hasn['’]t|hadn['’]t|will\s+(?:be|have|not|never|always)|all\s+(?:the|of|about|day|night)"
    r"|every\s+(?:time|day|week|night|year|month|morning|single)|lol|please|indeed|otherwise)"
)
_END = r"(?:$|\r?\n\s*\n|\s*[^\w\s\"“‘'’#*~<\-]|\s+-+\s|--|[\"”’'](?:\W|$)|\s*/)"
_CLOSED = rf"^(?:{_END}|\s+(?i:{_FUNCTION})(?:[^\w'’$-]|$))"
"""What follows ends the noun phrase: punctuation, or a word that begins no noun phrase's rest."""

_LATE = (
    r"(?:hard|better|best|fast|faster|forward|upstairs|downstairs|abroad|online|right|outside|inside"
    r"|first|last|most|more|less|harder|next|straight|high|long|free|naked|alive)"
)
_CLOSED_AFTER_ADVERB = rf"^\s+(?i:{_LATE})(?:{_END}|\s+(?i:{_FUNCTION})(?:[^\w'’$-]|$))"
_CLOSED_BETTER = rf"^\s+(?i:better|best|most|more|less|first)(?:{_END}|\s+(?i:than|and|or|but)\b)"
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

_TITLES = (
    Sense(slot="title", terms=("ms", "miss"), word=r"^M", after=rf"^\.?{CAPITAL[1:]}"),
    Sense(slot="title", terms=("mr", "mrs"), word=r"^M", after=r"^[.\s]"),
    Sense(slot="knight", word=r"^[SD]", after=CAPITAL),
    Sense(slot="peer", word=r"^L", after=CAPITAL),
)
_PERSON = (
    r"(?:people|persons?|peoples|folks?|m[ae]n|wom[ae]n|guys?|gals?|girls?|boys?|kids?|child(?:ren)?"
    r"|teens?|teenagers?|youths?|adults?|students?|teachers?|professors?|voters?|couples?|males?"
    r"|females?|lad(?:y|ies)|gentlem[ae]n|dudes?|workers?|employees?|families|family|parents?"
    r"|mothers?|fathers?|moms?|dads?|sons?|daughters?|brothers?|sisters?|friends?|neighbou?rs?"
    r"|americans?|canadians?|citizens?|residents?|immigrants?|community|communities|athletes?"
    r"|players?|actors?|actress(?:es)?|artists?|writers?|authors?|doctors?|nurses?|lawyers?"
    r"|judges?|cops?|officers?|soldiers?|veterans?|politicians?|candidates?|leaders?|christians?"
    r"|muslims?|jews?|supremacists?|nationalists?|passengers?|customers?|patients?|drivers?"
    r"|babies|baby|infants?|toddlers?|husbands?|wives|wife|uncles?|aunts?|cousins?|grand\w+"
    r"|colleagues?|bosses|boss|musicians?|singers?|pensioners?|pilots?|farmers?|engineers?)"
)
_LETTING = r"(?i)\b(?:let(?:s|ting)?|let['’]s)\s+$"
_HELD = (
    rf"(?i)^\s+(?:own|hair|guard|dogs?|cats?|emotions?|anger|temper|mind|body|voice|feelings|ex"
    rf"|bod(?:y|ies)|name|{_PERSON})\b"
)
_STRESS = r"(?i)^\s+(?:damn|goddamn|freaking|fucking|bloody)\s"
_HER = (
    Sense(slot="possessive", terms=("her",), after=r"(?i)^\s*(?:or|/)\s*his\b"),
    Sense(slot="possessive", terms=("her",), after=_STRESS),
    Sense(slot="object", terms=("her",), after=r"(?i)^\s+very\s+(?:much|well|badly|hard|\w+ly)\b"),
    Sense(slot="possessive", terms=("her",), after=rf"(?i)^\s+{_LY_ADJECTIVE}\b"),
    Sense(slot="possessive", terms=("her",), after=r"(?i)^\s+\w+ly\s+\w+(?:ed|en|ing|own|born)\b"),
    Sense(slot="object", terms=("her",), after=r"(?i)^\s+\w{2,}ly(?:[^\w-]|$)"),
    Sense(slot="object", terms=("her",), after=_CLOSED),
    Sense(slot="object", terms=("her",), after=_CLOSED_AFTER_ADVERB),
    Sense(slot="possessive", terms=("her",), before=_LETTING, after=_HELD),
    Sense(slot="object", terms=("her",), before=_LETTING),
    Sense(slot="object", terms=("her",), before=_CAUSING, after=rf"^\s+{_BARE_VERB}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_JUDGING, after=rf"^\s+{_OPINION}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_GIVING, after=rf"^\s+{_THINGS}(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_SENSING, after=r"(?i)^\s+\w+ing(?:[^\w'’-]|$)"),
    Sense(slot="object", terms=("her",), before=_MOVING,
          after=r"(?i)^\s+(?:back|home|in|over|around)(?:[^\w'’-]|$)"),
    Sense(slot="possessive", terms=("her",)),
)  # fmt: skip
_BEGINS_HIS = r"(?i)^\s+(?:[$£€@]|so[\s-]called\b|ever\b|(?:every|all|no|well|much|like|know\w*)\b)"
_FRIEND_OF = (
    r"(?i)\b(?:an?|some|any|this|that|these|those|no|one|two|three|several|many|another)"
    r"\s+(?:[\w-]+\s+){1,2}of\s+$"
)
_TOLD = (
    r"(?i)^\s+(?:told|said|says|asked|asks|called|came|went|got|made|took|gave|saw|knew|thought"
    r"|wrote|moved|named|died|became|began|lives|lived|works|worked|wants|wanted|likes|ran|kept"
    r"|bought|brought|found|left\s+(?:me|us|him|the|town|home))(?:[^\w'’-]|$)"
)
_HIS = (
    Sense(slot="possessive", terms=("his",), after=r"(?i)^\s*(?:or|/)\s*her\b"),
    Sense(slot="possessive_pronoun", terms=("his",), before=_FRIEND_OF, after=_TOLD),
    Sense(slot="possessive", terms=("his",), after=_BEGINS_HIS),
    Sense(slot="possessive_pronoun", terms=("his",), after=_CLOSED),
    Sense(slot="possessive_pronoun", terms=("his",), after=_CLOSED_BETTER),
    Sense(slot="possessive", terms=("his",)),
)  # fmt: skip

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
    Sense(slot="believer", before=_ONE, after=_CLOSED),
    Sense(slot="believer", terms=("jew",)),
    Sense(slot="one", before=_ONE, after=_CLOSED),
    Sense(slot="adjective"),
)

_ADJECTIVE = (
    r"(?:black|white|asian|latin[oa]|hispanic|gay|straight|lesbian|bisexual|blind|deaf|disabled"
    r"|autistic|old|young|elderly|older|younger|trans|brown|native|arab|caucasian)"
)
_BEFORE_PEOPLE = rf"(?i)^(?:,?\s+(?:(?:and|or|&)\s+)?{_ADJECTIVE})*\s+{_PERSON}\b"
_BEFORE_OTHER_ADJECTIVE = (
    r"(?i)^\s+(?:\w+(?:ed|ing|an|ese|ish|al|ic|ful|less)|american|male|female|single|poor|rich"
    rf"|working[\s-]class|middle[\s-]class|trans|christian|muslim|jewish|{_ADJECTIVE})\s+{_PERSON}\b"
)
_IS = (
    rf"(?i)\b(?:i\s+am|i['’]?m|(?:he|she|who|we|you|{_PERSON})\s+(?:is|are|was|were)"
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
    *(Sense(slot=slot, before=_IS, after=_CLOSED) for slot in _PEOPLE_SLOTS),
    Sense(
        slot="people_adjective",
        terms=("blind", "deaf", "disabled", "old", "young", "elderly"),
        before=r"(?i)\bthe\s+$",
        after=_ALL_OF_THEM,
    ),
)
