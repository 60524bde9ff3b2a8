"""The page that says how the statistics behave: written by a command, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from attrs import frozen

from courtqa.evaluation.gaming_result import TITLES
from courtqa.simulation.exactness import UnderEither
from courtqa.simulation.operating import Coverage, FalseGrades, FalseUnits, GamingPower, Truth

__all__ = ["Figures", "page"]

METHODS = {
    "tukey_kramer": "Tukey–Kramer (default)",
    "holm": "Holm",
    "mrsw": "MRSW, stepped down",
    "multinomial": "exact tests of counts, Holm",
    "percentile": "*percentiles of redrawn ranks (not offered)*",
}
TRUTH_NAMES: dict[Truth, str] = {
    "equal": "equal",
    "near_tied": "near-tied",
    "spread": "spread",
    "grouped": "grouped",
}


@frozen
class Figures:
    """Everything that the page tells, and how it was come by."""

    command: str
    coverage: tuple[Coverage, ...]
    grades: tuple[FalseGrades, ...]
    power: tuple[GamingPower, ...]
    level: float  # at which a gaming test flags
    exactness: tuple[UnderEither, ...] = ()
    units: tuple[FalseUnits, ...] = ()


def page(figures: Figures) -> str:
    """The page, in Markdown."""
    return "\n".join(
        [
            "# How the statistics behave 统计方法的实测性能",
            "",
            "Every figure here was computed by simulation, with the truth known, by",
            "",
            "```text",
            figures.command,
            "```",
            "",
            "Run it again to get the page again. Nothing here is typed in by hand.",
            "",
            *_coverage(figures.coverage),
            *_grades(figures.grades),
            *(_units(figures.units) if figures.units else []),
            *(_exactness(figures.exactness) if figures.exactness else []),
            *_power(figures.power, figures.level),
        ]
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "| --- |" + " ---: |" * (len(names) - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def _share(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f} %"


def _coverage(found: tuple[Coverage, ...]) -> list[str]:
    order = sorted(found, key=lambda each: list(METHODS).index(each.method))
    rows = []
    for method, each in groupby(order, key=lambda one: one.method):
        cells = {one.truth: f"{_share(one.held)} ({one.width:.1f})" for one in each}
        rows.append([METHODS[method], *(cells[truth] for truth in TRUTH_NAMES)])
    most, least = max(each.runs for each in found), min(each.runs for each in found)
    return [
        "## Rank sets: do they hold every true place at once?",
        "",
        "Seventeen units, nominal 95 %. In brackets: how many places a set holds on average. Scores are normal with",
        "standard error 1; the truth is *equal* (all alike), *near-tied* (steps of 0.05), *spread* (steps of 1.5) or",
        "*grouped* (three groups, 6 apart). The exact method sees Poisson counts around 30 with ten times those steps.",
        f"{most} runs each; {least} where every run draws.",
        "",
        *_table(["method", *TRUTH_NAMES.values()], rows),
        "The last line is why ranks from bootstrap percentiles are not offered: they look sharp and are wrong.",
        "",
    ]


def _grades(found: tuple[FalseGrades, ...]) -> list[str]:
    return [
        "## Grades: how many are other than level when nothing changed?",
        "",
        "Two years drawn from one truth. The promise is at most 20 % other than level and at most 5 % strong. Beside it,",
        "what the bare size of the change (5 % and 20 %) would have called changed.",
        "",
        *_table(
            ["figure", "expected events", "not level", "strong", "bare cut-offs: not level", "strong"],
            (
                [
                    each.model,
                    str(each.expected),
                    _share(each.not_level, 2),
                    _share(each.strong, 2),
                    _share(each.naive_not_level),
                    _share(each.naive_strong),
                ]
                for each in found
            ),
        ),
        "Nothing is drawn here: every pair of counts enters with its probability.",
        "",
    ]


def _units(found: tuple[FalseUnits, ...]) -> list[str]:
    return [
        "## The combined grade of a unit, when nothing changed",
        "",
        f"{found[0].runs} units, each with {found[0].indicators} counts of equal weight, two years of one truth. The",
        "edition takes indicators for correlated, so that independent ones, as here, are graded more carefully than",
        "promised.",
        "",
        *_table(
            ["expected events of each", "not level", "strong"],
            ([str(each.expected), _share(each.not_level), _share(each.strong)] for each in found),
        ),
    ]


def _exactness(found: tuple[UnderEither, ...]) -> list[str]:
    broken = [each for each in found if max(each.score[0] - 0.20, each.score[1] - 0.05) > 0.0005]
    worst = max(found, key=lambda each: each.score[0])
    strongest = max(found, key=lambda each: each.score[1])
    held = max(each.exact[0] for each in found), max(each.exact[1] for each in found)
    rows = [
        [_share(each.share, 2), str(each.expected)]
        + [f"{_share(pair[0], 2)} / {_share(pair[1], 2)}" for pair in (each.exact, each.score)]
        for each in found
    ]
    return [
        "## Why shares are tested exactly up to 500 expected events, not up to 5",
        "",
        "A rule of thumb lets the score test stand in for Fisher's exact one from 5 expected events on (Cochran 1954). For",
        "grades that is too early. Graded other than level / strongly where nothing changed, by either test:",
        "",
        *_table(["share", "expected events", "exact, mid-p", "score test"], rows),
        f"The mid-p never exceeds {_share(held[0], 2)} and {_share(held[1], 2)}. The score test breaks the promised 20 % or 5 %",
        f"by more than 0.05 points in {len(broken)} of the {len(found)} lines, up to {max((e.expected for e in broken), default=0)} expected events: worst with",
        f"{worst.expected} events ({_share(worst.score[0], 2)} not level) and with {strongest.expected} ({_share(strongest.score[1], 2)} strong). So the exact test is used until",
        "both say the same, and 500 is far on the safe side: it costs nothing.",
        "",
    ]


def _power(found: tuple[GamingPower, ...], level: float) -> list[str]:
    lines = [
        "## Gaming tests: what they find, and whom they accuse in vain",
        "",
        f"{found[0].courts} simulated courts of two like years and 17 divisions. A division is flagged when p, adjusted",
        f"for the number of divisions, is at most {level:g}. *Intensity* is the share of the cases that could be gamed",
        "that were; beside the power, how many cases that was.",
        "",
        *_table(
            ["test", "divisions flagged in vain", "courts with any vain flag"],
            (
                [f"{TITLES[e.game].en} {TITLES[e.game].zh}", _share(e.flagged, 2), _share(e.courts_flagged)]
                for e in found
            ),
        ),
    ]
    for each in found:
        lines += [f"**{TITLES[each.game].en}** {TITLES[each.game].zh}", ""]
        lines += _table(
            ["intensity", *(_share(k, 0) for k in each.power)],
            [
                ["power", *(_share(value, 0) for value in each.power.values())],
                ["cases gamed", *(f"{value:.0f}" for value in each.changed.values())],
            ],
        )
    lines += [
        "A game that everybody has played in every year, to the same degree, is what these tests cannot see: all but the",
        "bunching test set a division against the others, and most against its own year before too.",
        "",
    ]
    return lines
