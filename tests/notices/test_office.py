"""A notice on its way through the office: text, docket, number and file hang together."""

from datetime import UTC, datetime, timedelta

import pytest

from courtqa import Docket
from courtqa.errors import ArchiveDamaged, Refused
from courtqa.notices import NoticeOffice, Papers
from courtqa.workflows import Actor

START = datetime(2008, 4, 1, 1, tzinfo=UTC)
LIN = Actor.of("lin", "林某", "trial_management_officer", unit="trial_management_office")
WEN = Actor.of("wen", "文某", "document_clerk", unit="general_office")
YAN = Actor.of("yan", "严某", "research_officer", unit="research_office")
ZHAO = Actor.of("zhao", "赵某", "division_chief", unit="civil_1")
CHEN = Actor.of("chen", "陈某", "court_president", unit="harbin_intermediate")
REN = Actor.of("ren", "任某", "hearing_chair", unit="harbin_intermediate")


@pytest.fixture
def office(policy, tmp_path):
    with Docket(":memory:", policy=policy) as docket:
        yield NoticeOffice(docket, docket.register, Papers(tmp_path))


@pytest.fixture
def data(policy):
    def example(kind="quality_bulletin", **changes):
        return {**policy.edition("notices", kind, on=START.date()).value.example, **changes}

    return example


def day(number):
    return START + timedelta(days=number)


def reviewed(office, data, kind="quality_bulletin", **asked):
    found = office.draft(kind, data, by=LIN, at=day(0), **asked)
    return office.review(found, by=YAN, at=day(0), opinion="事实与卷宗一致")


def numbered(office, data, kind="quality_bulletin", at=1):
    found = office.sign(reviewed(office, data, kind), by=CHEN, at=day(at))
    found = office.check(found, by=WEN, at=day(at))
    return office.enter(found, by=WEN, at=day(at), copies=60)


def dispatched(office, data, kind="quality_bulletin"):
    found = office.print(numbered(office, data, kind), by=WEN, at=day(2))
    return office.dispatch(found, by=WEN, at=day(2))


def codes(refused):
    return set(refused.value.refusal.codes)


def test_a_notice_goes_its_whole_way_and_its_number_digest_documents_and_trail_agree(office, data):
    found = dispatched(office, data())
    found = office.archive(found, by=WEN, at=day(3))
    text, (entry,) = office.text(found), office.register.entries()

    assert found.state == "archived"
    assert found.data["number"] == "哈中法质〔2008〕1号、第1期（总第1期）"
    assert text.number == ("哈中法质〔2008〕1号", "第1期（总第1期）")
    assert entry.model_digest == found.data["signed_sha256"] == text.digest
    assert found.data["dated"] == "2008-04-02" == text.dated.isoformat()
    assert f"{found.id}/5/" in text.witness
    assert len([to for to in found.data["sent_to"] if to.endswith("人民法院")]) == 18 + 1
    assert {"道里区人民政府", "中共道里区委", "民事审判第一庭"} <= set(found.data["sent_to"])
    assert office.docket.verify().ok


def test_the_printed_pages_carry_the_head_of_the_trail(office, data):
    found = numbered(office, data())
    head = office.docket.trail(found).head
    printed = office.text(office.print(found, by=WEN, at=day(2)))

    assert printed.witness.rpartition("/")[2].replace("-", "") == head[:16]


def test_author_reviewer_and_signer_are_three_persons(office, data):
    every = Actor.of("lin", "林某", "trial_management_officer", "research_officer", "court_president")
    found = office.draft("quality_bulletin", data(), by=every, at=day(0))

    with pytest.raises(Refused) as own:
        office.review(found, by=every, at=day(0))
    assert codes(own) == {"same_person"}

    both = Actor.of("yan", "严某", "research_officer", "court_president")
    found = office.review(found, by=both, at=day(0))
    for signer in (every, both):
        with pytest.raises(Refused) as refused:
            office.sign(found, by=signer, at=day(1))
        assert codes(refused) == {"same_person"}


def test_a_number_is_given_only_to_what_was_signed_and_checked(office, data):
    found = reviewed(office, data())

    for at in ("enter", "check", "print", "archive"):
        with pytest.raises((Refused, ArchiveDamaged)):
            {
                "enter": lambda: office.enter(found, by=WEN, at=day(1), copies=1),
                "check": lambda: office.check(found, by=WEN, at=day(1)),
                "print": lambda: office.print(found, by=WEN, at=day(1)),
                "archive": lambda: office.archive(found, by=WEN, at=day(1)),
            }[at]()

    assert office.register.entries() == ()


def change(office, found, name, before, after):
    folder = office.papers.folder(found.subject.id)
    (path,) = folder.glob(name)
    path.write_bytes(path.read_bytes().replace(before.encode(), after.encode()))


def test_a_draft_changed_on_file_after_its_review_cannot_be_signed(office, data):
    found = reviewed(office, data())
    change(office, found, "draft-*", "遗漏当事人", "枉法裁判")

    with pytest.raises(Refused) as refused:
        office.sign(found, by=CHEN, at=day(1))

    assert codes(refused) == {"guard_failed"}


@pytest.mark.parametrize("step", ["check", "enter", "print"])
def test_a_text_changed_on_file_after_its_signature_goes_no_further(office, data, step):
    found = office.sign(reviewed(office, data()), by=CHEN, at=day(1))
    if step != "check":
        found = office.check(found, by=WEN, at=day(1))
    if step == "print":
        found = office.enter(found, by=WEN, at=day(1), copies=1)
    change(office, found, "signed-*", "遗漏当事人", "枉法裁判")

    with pytest.raises(Refused) as refused:
        {
            "check": lambda: office.check(found, by=WEN, at=day(2)),
            "enter": lambda: office.enter(found, by=WEN, at=day(2), copies=1),
            "print": lambda: office.print(found, by=WEN, at=day(2)),
        }[step]()

    assert codes(refused) <= {"guard_failed", "changed_after_signing"}
    assert len(office.register.entries()) == (step == "print")


def test_a_change_after_the_signature_voids_it_and_goes_back_to_the_one_who_signed(office, data):
    found = office.check(office.sign(reviewed(office, data()), by=CHEN, at=day(1)), by=WEN, at=day(1))
    first = found.data["signed_sha256"]
    found = office.revise(found, data(overview="另一种说法。"), by=LIN, at=day(2), reasons="数字有误")

    assert found.state == "amended"
    with pytest.raises(Refused):
        office.enter(found, by=WEN, at=day(2), copies=1)
    other = Actor.of("song", "宋某", "supervising_vice_president", unit="harbin_intermediate")
    with pytest.raises(Refused) as refused:
        office.sign(found, by=other, at=day(2))
    assert codes(refused) == {"not_same_person"}

    found = office.sign(found, by=CHEN, at=day(2))
    assert found.data["signed_sha256"] != first
    assert found.data["dated"] == "2008-04-03"


def test_only_those_whom_the_kind_names_may_sign_it(office, data):
    found = reviewed(office, data())

    with pytest.raises(Refused) as refused:
        office.sign(found, by=REN, at=day(1))

    assert codes(refused) == {"role_missing"}


def test_nobody_signs_what_is_about_them_but_the_chair_signs_the_hearing_notice(office, policy, data):
    about = Actor.of("p0811", "刘某", "court_president", unit="harbin_intermediate")
    found = reviewed(office, data())
    with pytest.raises(Refused) as refused:
        office.sign(found, by=about, at=day(1))
    assert codes(refused) == {"subject_of_it"}

    chair = Actor.of("p0301", "宋某", "hearing_chair", unit="harbin_intermediate")
    found = reviewed(office, data("hearing_notice"), "hearing_notice")
    assert office.sign(found, by=chair, at=day(1)).state == "signed"


def test_a_joint_notice_waits_for_the_other_signature(office, data):
    found = reviewed(office, data(), joint=True)

    with pytest.raises(Refused) as refused:
        office.sign(found, by=CHEN, at=day(1))
    assert codes(refused) == {"guard_failed"}

    found = office.cosign(found, by=ZHAO, at=day(1), opinion="无异议")
    assert office.sign(found, by=CHEN, at=day(1)).state == "signed"


def test_a_void_number_stays_in_the_register_and_the_next_notice_gets_the_next(office, data):
    first = numbered(office, data())
    voided = office.void(first, by=CHEN, at=day(2), reasons="事实尚待核实")
    second = numbered(office, data(overview="又一期。"), at=2)

    assert voided.state == "voided"
    assert [(e.number.seq, e.void) for e in office.register.entries()] == [(1, True), (2, False)]
    assert second.data["number"].startswith("哈中法质〔2008〕2号")
    assert office.void(voided.id, by=CHEN, at=day(2), reasons="事实尚待核实") == voided


def test_what_went_out_is_withdrawn_or_repealed_never_deleted(office, data):
    out = dispatched(office, data())
    withdrawn = office.void(out, by=CHEN, at=day(5), reasons="认定有误")
    other = dispatched(office, data(overview="又一期。"))
    repealed = office.docket.record(
        other, "repeal", by=CHEN, at=day(400), data={"repeal_reasons": "规定已修改"}
    )

    assert (withdrawn.state, repealed.state) == ("withdrawn", "repealed")
    assert [entry.void for entry in office.register.entries()] == [True, False]


def test_an_interrupted_registration_asked_again_keeps_its_number(office, data):
    found = office.check(office.sign(reviewed(office, data()), by=CHEN, at=day(1)), by=WEN, at=day(1))
    with pytest.raises(Refused):
        office.enter(found, by=WEN, at=day(1), copies=0)  # the docket refuses it after the number was given

    found = office.enter(found, by=WEN, at=day(1), copies=60)

    assert [entry.number.seq for entry in office.register.entries()] == [1]
    assert found.data["number"].startswith("哈中法质〔2008〕1号")


def test_a_notice_id_is_a_name_and_never_a_path(office):
    folder = office.papers.folder("../../etc/passwd")

    assert folder.parent == office.papers.root
