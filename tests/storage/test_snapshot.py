"""The text that a store keeps of a proceeding."""

from __future__ import annotations

from attrs import evolve

from courtqa.testing.store_events import DAY, armed_clock, clocks, opening
from courtqa.workflows import canonical, fold, snapshot
from courtqa.workflows.records import Done
from courtqa.workflows.snapshot import restore, told


def test_it_is_the_canonical_text_of_all_parts_whatever_the_data_look_like():
    nested = {
        "history": [],
        "clocks": [],
        "list": [{"history": []}],
        "word": '"history":[],"clocks":[]',
        "zz": {"history": []},
    }
    done = (Done(1, "opened", "li", DAY), Done(2, "x", "王", DAY, late=True, on_behalf_of="sun"))
    armed = fold([opening(payload=clocks(armed_clock("a", DAY), armed_clock("b", DAY, remind_on=DAY)))])
    for before, history in ((fold([opening()]), ()), (armed, done[:1]), (armed, done)):
        proceeding = evolve(before, data=nested, history=history)

        assert snapshot(proceeding) == canonical(told(proceeding))
        assert restore(snapshot(proceeding)) == proceeding
