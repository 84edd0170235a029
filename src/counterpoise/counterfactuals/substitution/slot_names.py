"""The slots that are not places in a sentence."""

FIXED = "fixed"
"""Of phrases that hold a term and name nobody (*man-made*): never changed."""

UNSURE = "unsure"
"""Of a place where a term names its group in words that cannot be changed alone."""

PEJORATIVE = "pejorative"
"""Of insults: a text that holds one is not a text about another group with a word changed."""

OTHER = "other"
"""Of terms that are known and belong to no group of the table: counted where nothing changes."""

OF_A_WOMAN = ":female"
"""What the slot of a form for a woman ends with (*Latina*), beside that of the term itself."""
