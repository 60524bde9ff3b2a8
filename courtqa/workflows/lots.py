"""Drawing lots that anybody can draw again: the same seed and the same labels give the same number.

Everything is SHA-256 over canonical JSON, and whole numbers: no generator whose inside may change, no
floating point, no clock. Whoever fixes the secret publishes its commitment first; somebody else then adds a
number in public; the seed is made of both, so neither can steer the draw.
"""

from __future__ import annotations

from itertools import count

from courtqa.workflows.canonical import digest

__all__ = ["commitment", "joint_seed", "number_below", "order_key"]

SHORTEST = 16  # characters; a shorter secret can be guessed from its commitment
SPACE = 2**256


def commitment(secret: str) -> str:
    """The SHA-256 that binds to a secret without telling it. ValueError for a secret that can be guessed.

    >>> commitment("twelve grey geese on the ice")[:16]
    '3ff6d8018c3678de'
    """
    if len(secret) < SHORTEST:
        raise ValueError(f"a secret of {len(secret)} characters can be guessed; it needs {SHORTEST}")
    return digest(["courtqa.commitment", secret])


def joint_seed(secret: str, public: str) -> str:
    """The seed made of the secret committed to and of what was added in public."""
    return digest(["courtqa.seed", secret, public])


def number_below(seed: str, bound: int, *labels: str) -> int:
    """A whole number from 0 to below ``bound``, each as likely as the other.

    The k-th attempt is SHA-256 of ["courtqa.lot", seed, labels…, k]; the first that falls below the largest
    multiple of ``bound`` counts, so that no number is favoured. ValueError for a bound below 1.

    >>> [number_below("seed", 10, "case", str(n)) for n in range(5)]
    [1, 9, 8, 0, 1]
    """
    if bound < 1:
        raise ValueError(f"no number lies below {bound}")
    limit = SPACE - SPACE % bound
    for attempt in count():
        number = int(digest(["courtqa.lot", seed, *labels, attempt]), 16)
        if number < limit:
            return number % bound
    raise AssertionError("unreachable")


def order_key(seed: str, *labels: str) -> str:
    """The key by which the bearer of these labels stands in the order that the seed draws."""
    return digest(["courtqa.order", seed, *labels])
