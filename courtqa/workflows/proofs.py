"""Guards that draw again: a forged draw is refused when it is brought, not found years later."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.allocation import read_draw, read_roster, replay_draw, roster_digest
from courtqa.workflows.guards import Amount, EventName, Facts, FieldName, SeriesPath, guard, person_id
from courtqa.workflows.lots import commitment as committed
from courtqa.workflows.lots import joint_seed
from courtqa.workflows.sampling import population_digest, read_sample, replay_sample, sizes_of

__all__ = ["OFFERS", "by_stratum"]

BETWEEN = "/"  # an entry of a population is written as stratum/case


def by_stratum(entries: Sequence[object]) -> dict[str, list[str]]:
    """The population that entries such as ``civil/2007-0412`` list. ValueError for an entry without a stratum.

    >>> by_stratum(["civil/a", "criminal/b", "civil/c"])
    {'civil': ['a', 'c'], 'criminal': ['b']}
    """
    population: dict[str, list[str]] = {}
    for entry in entries:
        stratum, between, case = str(entry).partition(BETWEEN)
        if not (stratum and between and case):
            raise ValueError(f"{entry!r} does not say its stratum")
        population.setdefault(stratum, []).append(case)
    return population


def _all(faults: Sequence[Text]) -> bool | Text:
    return not faults or Text(zh="；".join(one.zh for one in faults), en="; ".join(one.en for one in faults))


@guard
def commitment_opens(facts: Facts, *, commitment: FieldName, secret: FieldName) -> bool | Text:
    """The secret is the one that was committed to."""
    given = facts.data.get(secret)
    try:
        opens = isinstance(given, str) and committed(given) == facts.data.get(commitment)
    except ValueError as error:
        return Text(zh="种子过短，可被猜中", en=str(error))
    return opens or Text(zh="公开的种子与事先封存的承诺不符", en="the secret is not the one committed to")


@guard
def population_counted(
    facts: Facts, *, population: FieldName, size: FieldName, digest: FieldName
) -> bool | Text:
    """The population is listed once each, under strata, and its size and digest are those stated."""
    entries = facts.data.get(population)
    try:
        strata = by_stratum(entries if isinstance(entries, list | tuple) else ())
        found, count = population_digest(strata), sum(map(len, strata.values()))
    except ValueError as error:
        return Text(zh="总体名单有误", en=f"the population is not well listed: {error}")
    faults = []
    if count != facts.data.get(size):
        faults.append(Text(zh=f"总体实有 {count} 件", en=f"the population has {count} cases"))
    if found != facts.data.get(digest):
        faults.append(Text(zh=f"总体摘要应为 {found}", en=f"the digest of the population is {found}"))
    return _all(faults)


@guard
def sample_replays(
    facts: Facts,
    *,
    population: FieldName,
    proof: FieldName,
    secret: FieldName,
    public: FieldName,
    share: SeriesPath,
    least: Amount,
) -> bool | Text:
    """Drawn again from the population, seed and rule, the sample is the one in the proof."""
    entries = facts.data.get(population)
    try:
        strata = by_stratum(entries if isinstance(entries, list | tuple) else ())
        sample = read_sample(str(facts.data.get(proof)))
        sizes = sizes_of(strata, share=Fraction(facts.amount(share)), least=int(facts.amount(least)))
    except ValueError as error:
        return Text(zh="抽样证明无法读取", en=str(error))
    faults = list(replay_sample(sample, strata, sizes=sizes))
    faults += _seed(facts, sample.seed, secret=secret, public=public)
    return _all(faults)


@guard
def next_of_sample(facts: Facts, *, proof: FieldName, case: FieldName, event: EventName) -> bool | Text:
    """The case is the next of the sample: the event takes them in the order of the draw, none twice."""
    try:
        ids = read_sample(str(facts.data.get(proof))).ids
    except ValueError as error:
        return Text(zh="抽样证明无法读取", en=str(error))
    taken = _times(facts, event)
    if taken >= len(ids):
        return Text(zh="抽中的案件已全部办理", en="every case of the sample has been taken")
    return facts.data.get(case) == ids[taken] or Text(
        zh=f"依抽样次序，下一件为 {ids[taken]}", en=f"the next case of the sample is {ids[taken]}"
    )


@guard
def sample_taken(facts: Facts, *, proof: FieldName, event: EventName) -> bool | Text:
    """The event has taken every case of the sample."""
    try:
        wanted = len(read_sample(str(facts.data.get(proof))).ids)
    except ValueError as error:
        return Text(zh="抽样证明无法读取", en=str(error))
    taken = _times(facts, event)
    return taken >= wanted or Text(
        zh=f"抽中 {wanted} 件，已办理 {taken} 件", en=f"{wanted} cases were drawn, {taken} have been taken"
    )


def _times(facts: Facts, event: str) -> int:
    return sum(done.event == event for done in facts.history)


@guard
def roster_counted(facts: Facts, *, roster: FieldName, digest: FieldName) -> bool | Text:
    """The roster can be read, and its digest is the one stated."""
    try:
        found = roster_digest(read_roster(facts.data.get(roster)))
    except ValueError as error:
        return Text(zh="候选名册无法读取", en=str(error))
    return found == facts.data.get(digest) or Text(
        zh=f"候选名册摘要应为 {found}", en=f"the digest of the roster is {found}"
    )


@guard
def draw_replays(
    facts: Facts,
    *,
    proof: FieldName,
    roster: FieldName,
    drawn: FieldName,
    secret: FieldName,
    public: FieldName,
    window: Amount,
) -> bool | Text:
    """Drawn again from the roster fixed before, the seed and the rule, the case falls to the same judge."""
    try:
        draw = read_draw(str(facts.data.get(proof)))
    except ValueError as error:
        return Text(zh="抽签证明无法读取", en=str(error))
    faults = list(replay_draw(draw, roster=str(facts.data.get(roster))))
    faults += _seed(facts, draw.seed, secret=secret, public=public)
    if draw.case != facts.subject.id:
        faults.append(Text(zh="抽签证明属于他案", en=f"the draw was made for {draw.case}"))
    if draw.window != facts.amount(window):
        faults.append(Text(zh="负荷差幅不符合规则", en="the window of loads is not that of the rule"))
    if draw.chosen is None or draw.chosen != person_id(facts.data.get(drawn)):
        faults.append(Text(zh=f"抽中者为 {draw.chosen}", en=f"the lot fell on {draw.chosen}"))
    return _all(faults)


def _seed(facts: Facts, seed: str, *, secret: str, public: str) -> list[Text]:
    given = joint_seed(str(facts.data.get(secret)), str(facts.data.get(public)))
    if given == seed:
        return []
    return [
        Text(
            zh="所用种子不是由封存种子和公开数字合成",
            en="the seed is not made of the secret and the public number",
        )
    ]


OFFERS: tuple[Offer, ...] = (
    commitment_opens,
    draw_replays,
    next_of_sample,
    population_counted,
    roster_counted,
    sample_replays,
    sample_taken,
)
