"""What ends a noun phrase, so that no noun of it follows: *I saw her* | *in town*."""

from __future__ import annotations

FUNCTION = (
    r"(?:an?|the|this|that|these|those|my|your|our|their|its|his|her|some|any|each|i|you"
    r"|(?:i|he|she|it|we|you|they|that|there)['’]\w+"
    r"|he|she|it|we|they|me|us|them|him|and|or|but|nor|because|if|when|whenever|while|whilst|as"
    r"|than|so|since|until|till|unless|though|although|whether|where|wherever|who|whom|whose"
    r"|which|what|whatever|why|how|to|in|on|at|by|for|from|with|without|within|of|about|into"
    r"|onto|over|under|after|before|through|throughout|during|between|against|out|up"
    r"|away|around|near|like|unlike|along|across|behind|beneath|beside|besides|beyond|upon|towards?|via"
    r"|despite|except|per|again|too|not|just|also|here"
    r"|there|today|yesterday|tomorrow|tonight|anymore|any\s?more|anyways?|alone"
    r"|instead|forever|even|maybe|perhaps|everywhere|anywhere|nowhere|somewhere"
    r"|together|apart|aside|much|ago|twice|either|everything|nothing|something|anything"
    r"|no|yes|knows?|knew|is|are|was|were|am|has|had|have|would|can|could|should|did|does|do|must|isn['’]t"
    r"|wasn['’]t|didn['’]t|doesn['’]t|don['’]t|won['’]t|can['’]t|couldn['’]t|wouldn['’]t|shouldn['’]t"
    r"|hasn['’]t|hadn['’]t|will\s+(?:be|have|not|never|always)|all\s+(?:the|of|about|day|night)"
    r"|every\s+(?:time|day|week|night|year|month|morning|single)|lol|please|indeed|otherwise)"
)
END = r"(?:$|\r?\n\s*\n|\s*[^\w\s\"“‘'’#*~<\-]|\s+-+\s|--|[\"”’'](?:\W|$)|\s*/)"
WORD_END = r"(?:[^\w'’$‐‑-]|$)"
_ADVERB = (
    r"(?:then|now|once|well|still|ever|never|always|often|sometimes|yet|already|soon|off|down)"
)
"""Words that end it where it ends with them: *I met her once*, but *her once quiet town*."""

CLOSED = rf"^(?:{END}|\s+(?i:{FUNCTION}|{_ADVERB}){WORD_END})"
"""What follows ends the noun phrase: punctuation, or a word that begins no noun phrase's rest."""

CLOSED_AT_ONCE = rf"^(?:{END}|\s+(?i:{FUNCTION}){WORD_END})"
"""The same, without the adverbs that may begin one too."""

_LATE = (
    r"(?:hard|better|fast|faster|forward|upstairs|downstairs|abroad|online|right|outside|inside"
    r"|first|last|most|more|less|harder|next|straight|high|long|free|naked|alive)"
)
_DEGREE = r"(?:more|most|less|enough|better|easily|gently|again)"
CLOSED_BY_ADVERB = (
    rf"^\s+(?i:{_ADVERB}|{_LATE})(?:{END}|\s+(?i:{_DEGREE}|{_ADVERB}|{FUNCTION}){WORD_END})"
)
"""An adverb follows, and then the end."""

PERSON = (
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
