"""The five bulletins of the Harbin pack, and what their checks refuse."""

import shutil
from datetime import date

import pytest

from courtqa import check_policy
from courtqa.errors import UnfitNotice
from courtqa.notices import Heading, MemoryRegister, draft, render
from courtqa.notices.model import plain
from courtqa.policy import find_pack

KINDS = (
    "conduct_bulletin",
    "discipline_bulletin",
    "inspection_bulletin",
    "petition_bulletin",
    "quality_bulletin",
)


def test_the_pack_has_the_five_series_of_the_court(policy):
    titles = [policy.edition("notices", name, on=date(2008, 1, 1)).value.series_title.zh for name in KINDS]

    assert set(policy.names("notices")) > set(KINDS)
    assert titles == ["纪律作风通报", "纪检监察通报", "督查通报", "信访通报", "案件审判质量通报"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_bulletin_says_why_what_and_what_now(drafted, kind):
    model = drafted(kind).model
    headings = [
        plain(block.spans) for block in model.blocks if isinstance(block, Heading) and block.level == 1
    ]

    assert plain(model.blocks[0].spans).endswith("通报如下：")
    assert headings[-1] == "整改要求"
    assert model.signature == "哈尔滨市中级人民法院"


def test_an_issued_bulletin_reads_as_a_clerk_expects(issued):
    text = render(issued(MemoryRegister(), "inspection_bulletin"), "markdown")

    assert text.split("\n\n")[:9] == [
        "**哈尔滨市中级人民法院 督查通报**",
        "哈中法督〔2008〕1号　第1期（总第1期）",
        "---",
        "# 关于2007年长期未结案件清理工作落实情况的通报",
        "各区、县（市）人民法院，本院各部门：",
        (
            "按照院党组2007年第9次会议决定，2007年11月20日，本院对2007年长期未结案件清理工作的落实情况进行了督查。"
            "现将有关情况通报如下："
        ),
        "## 一、总体情况",
        (
            "本次共督查17个审判庭、18个基层法院，应清理长期未结案件246件，已清结231件，清结率为93.90%。"
            "多数单位领导重视、措施得力，但仍有个别单位工作不落实。"
        ),
        "## 二、存在问题",
    ]
    assert text.endswith(
        "哈尔滨市中级人民法院\n\n2008年4月2日\n\n---\n\n"
        "抄送：中共哈尔滨市委，市人大常委会，有关区、县（市）党委和人民政府，黑龙江省高级人民法院。\n\n"
        "哈尔滨市中级人民法院办公室　2008年4月3日印发\n"
    )


def test_district_bodies_get_a_copy_only_when_a_basic_court_is_named(drafted):
    named = drafted("inspection_bulletin").model.cc
    only_divisions = drafted("conduct_bulletin").model.cc

    assert "有关区、县（市）党委和人民政府" in named
    assert "有关区、县（市）党委和人民政府" not in only_divisions


def test_before_the_three_extensions_only_leaders_of_the_court_itself_are_named(policy):
    """H10, a law-change day in a pair: 2005-12-31 and 2006-01-01."""
    example = policy.edition("notices", "inspection_bulletin", on=date(2005, 12, 31)).value.example

    with pytest.raises(UnfitNotice, match="do not reach a basic_court"):
        draft(policy, "inspection_bulletin", example, on=date(2005, 12, 31))
    after = draft(policy, "inspection_bulletin", example, on=date(2006, 1, 1))

    assert after.model.to == ("各区、县（市）人民法院", "本院各部门")


def test_before_the_three_extensions_staff_who_are_not_leaders_are_not_named(policy):
    example = policy.edition("notices", "conduct_bulletin", on=date(2005, 12, 31)).value.example

    with pytest.raises(UnfitNotice) as unfit:
        draft(policy, "conduct_bulletin", example, on=date(2005, 12, 31))

    assert {place for place, _ in unfit.value.faults} == {
        "person:p0311",
        "person:p0422",
        "person:p0518",
        "person:p0519",
    }


def broken(tmp_path, file, before, after):
    """The Harbin pack with one text replaced."""
    pack = tmp_path / "pack"
    shutil.copytree(find_pack("harbin"), pack)
    place = pack / file
    text = place.read_text("utf-8")
    assert before in text
    place.write_text(text.replace(before, after, 1), "utf-8")
    return [
        str(problem)
        for problem in check_policy(pack)
        if "notices" in problem.file or "distrib" in problem.file
    ]


KIND = "notices/quality_bulletin/2003-01-01.yaml"


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (KIND, "template: quality_bulletin.xml.j2", "template: absent.xml.j2", "absent.xml.j2: no such template"),
        (KIND, "  overview: {title", "  overlook: {title", "the variable 'overview' that nothing supplies"),
        (KIND, "  reviewed: {title", "  unused: {title: {zh: 无, en: none}, type: text}\n  reviewed: {title", "a field that the template never prints"),
        (KIND, "sign_by: [court_president, supervising_vice_president]", "sign_by: []", "nobody who may sign"),
        (KIND, "styles: [bracket, issue], code: 哈中法质", "styles: [bracket, issue]", "no office code"),
        (KIND, "distribution: bulletins", "distribution: nowhere", "a distribution of the pack"),
        (KIND, "  reviewed: 92\n", "  reviewed: 许多\n", "is not a whole number"),
        (KIND, "type: integer}\n  exempt", "type: number}\n  exempt", "'number'"),
        ("notices/templates/quality_bulletin.xml.j2", "{{ overview }}", "{{ overview.upper() }}", "Call is not allowed"),
        ("notices/templates/quality_bulletin.xml.j2", "{{ overview }}", "{{ overview", "a syntax error"),
        ("notices/templates/quality_bulletin.xml.j2", "each['finding']", "each['found']", "has no attribute 'found'"),
        ("distributions/bulletins/2006-01-01.yaml", "to: [basic_courts, departments]", "to: [everyone]", "no recipient 'everyone'"),
    ],
)  # fmt: skip
def test_a_kind_with_a_fault_is_refused_at_the_door(tmp_path, file, before, after, said):
    problems = broken(tmp_path, file, before, after)

    assert any(said in problem for problem in problems), problems


def test_a_kind_that_names_nobody_names_nobody(tmp_path, policy):
    from courtqa import load_policy

    pack = tmp_path / "pack"
    shutil.copytree(find_pack("harbin"), pack)
    place = pack / KIND
    place.write_text(place.read_text("utf-8").replace("naming: person", "naming: none"), "utf-8")
    quiet = load_policy(pack)

    text = render(
        draft(
            quiet,
            "quality_bulletin",
            policy.edition("notices", "quality_bulletin", on=date(2008, 1, 1)).value.example,
            on=date(2008, 1, 1),
        ),
        "html",
    )

    assert "有关责任人员" in text
    assert "刘某" not in text
    assert "p0811" not in text
    assert "道里区" not in text
