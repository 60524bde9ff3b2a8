"""What an unquoted word of YAML means here: true, false, null, a number, or text. Nothing else."""

from __future__ import annotations

import re
from decimal import Decimal

from courtqa.errors import Misfit
from courtqa.policy.places import Value

__all__ = ["key_of", "value_of"]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_TRUTH = re.compile(r"(true|false|yes|no|on|off|y|n)", re.IGNORECASE)
_NOTHING = re.compile(r"(null|~)", re.IGNORECASE)
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_NOT_FINITE = re.compile(r"[-+]?\.?(inf|nan|infinity)", re.IGNORECASE)
_NUMBER_LIKE = re.compile(
    r"[-+]?(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|\.[0-9][0-9_]*(e[-+]?[0-9]+)?)",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 40
# A key reads as text whatever it looks like, except where other YAML readers would see another thing.
_TRAPPED_KEY = re.compile(r"(true|false|yes|no|on|off|null|~|<<|=)?", re.IGNORECASE)


def value_of(word: str) -> Value:
    """The value of an unquoted word.

    >>> value_of("30"), value_of("0.3"), value_of("true"), value_of("2008-01-01")
    (30, Decimal('0.3'), True, '2008-01-01')

    Raises Misfit for the words that YAML readers disagree about: ``yes``, ``12:30``, ``0123``, ``1_000``.
    """
    if word in ("true", "false"):
        return word == "true"
    if word == "null":
        return None
    if not word:
        raise Misfit("nothing", "a value, or null")
    if word[0] not in "-+.0123456789tTfFyYnNoO~<=iI":
        return word
    return _of_number(word) if word[0] in "-+.0123456789" else _of_word(word)


def _of_word(word: str) -> Value:
    if _TRUTH.fullmatch(word):
        raise Misfit(f"the unquoted word {word}", f'true or false, or the text in quotes: "{word}"')
    if _NOTHING.fullmatch(word):
        raise Misfit(f"the unquoted word {word}", f'null, or the text in quotes: "{word}"')
    if _NOT_FINITE.fullmatch(word):
        raise Misfit(f"the unquoted word {word}", f'a finite number, or the text in quotes: "{word}"')
    if word in ("<<", "="):
        raise Misfit(f"the unquoted sign {word}", f'the text in quotes: "{word}"')
    return word


def _of_number(word: str) -> Value:
    if len(word) > _LONGEST_NUMBER and _NUMBER_LIKE.fullmatch(word):
        raise Misfit(f"a number of {len(word)} characters", f"a number of at most {_LONGEST_NUMBER}")
    if _INTEGER.fullmatch(word) and word != "-0":
        return int(word)
    if _DECIMAL.fullmatch(word):
        return Decimal(word)
    if _NOT_FINITE.fullmatch(word):
        raise Misfit(f"the unquoted word {word}", f'a finite number, or the text in quotes: "{word}"')
    if _SEXAGESIMAL.fullmatch(word):
        raise Misfit(
            f"{word}, which other YAML readers take for a number in base 60", f'the text in quotes: "{word}"'
        )
    if _NUMBER_LIKE.fullmatch(word):
        raise Misfit(
            f"{word}, which YAML readers disagree about",
            f'a plain number such as 30 or 0.5, or the text in quotes: "{word}"',
        )
    return word


def key_of(word: str) -> str:
    """The unquoted word as a key, which is always text. Dates may stand as keys."""
    if _TRAPPED_KEY.fullmatch(word):
        shown = f"the unquoted key {word}" if word else "an empty key"
        raise Misfit(shown, f'text as a key, in quotes: "{word}"')
    if word[0] in "-+.0123456789" and (
        _SEXAGESIMAL.fullmatch(word) or _NUMBER_LIKE.fullmatch(word) or _NOT_FINITE.fullmatch(word)
    ):
        raise Misfit(f"the number {word} as a key", f'text as a key, in quotes: "{word}"')
    return word
