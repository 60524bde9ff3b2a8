"""The report as a reader's browser has it: no script, no network, no mouse; on paper as on the screen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from courtqa.evaluation import AssessedGrade, Veto, evaluate
from courtqa.kinds import load_policy
from courtqa.simulation import court_years

pytestmark = pytest.mark.once
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Iterator[Path]:
    records = court_years(2006, 2007, seed=7)
    few = records.cases.filter(pl.col("division").is_in(["criminal_1", "civil_1", "civil_2"]))
    year = evaluate(
        few,
        policy=load_policy("harbin"),
        period="2007",
        events=records.events,
        staff=records.staff,
        as_of=date(2008, 1, 20),
    )
    steps = list(year.assessment.steps.items())
    graded = AssessedGrade(
        "civil_1", steps[0][0], "better", "liu", steps[0][1].by[0], date(2008, 1, 25), "新收案件增加三成"
    )
    ground = (
        "major_problem"
        if "major_problem" in year.assessment.veto.grounds
        else next(iter(year.assessment.veto.grounds))
    )  # type: ignore[union-attr]
    veto = Veto("civil_2", ground, "重大问题", "审判委员会", date(2007, 12, 20), "exclude", date(2008, 6, 30))
    year = (
        year.evolved(
            vertical=year.vertical.with_assessments([graded]), horizontal=year.horizontal.with_vetoes([veto])
        )
        if hasattr(year, "evolved")
        else __import__("attrs").evolve(
            year,
            vertical=year.vertical.with_assessments([graded]),
            horizontal=year.horizontal.with_vetoes([veto]),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        yield year.save(Path(folder) / "report.html")


class Reader:
    """One browser for all, and what it complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def see(self, script: str) -> Any:
        return self.page.evaluate(script)


@pytest.fixture(scope="module")
def reader(report: Path) -> Iterator[Reader]:
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found = Reader(page)
        page.goto(report.as_uri())
        yield found
        browser.close()


def test_nothing_is_fetched_and_nothing_is_complained_of(reader: Reader, report: Path) -> None:
    assert reader.asked == [report.as_uri()]
    assert reader.complaints == []


def test_one_key_leads_past_the_contents_and_the_next_to_the_languages(reader: Reader) -> None:
    reader.page.keyboard.press("Tab")
    first = reader.see("document.activeElement.className")
    reader.page.keyboard.press("Enter")
    here = reader.see("location.hash")

    assert (first, here) == ("skip", "#summary")


def test_the_arrow_keys_change_the_language_of_words_and_of_charts(reader: Reader) -> None:
    reader.page.focus("#lang-zh")
    before = reader.see("document.querySelector('h1').innerText")
    reader.page.keyboard.press("ArrowRight")
    after = reader.see("document.querySelector('h1').innerText")
    drawn = reader.see(
        "[...document.querySelectorAll('#headline svg tspan')].filter(t => getComputedStyle(t).display != 'none')"
        ".map(t => t.textContent).join(' ')"
    )
    reader.page.keyboard.press("ArrowLeft")

    assert (before, after) == ("审判绩效评估报告", "Court performance report")
    assert "mediation" in drawn
    assert "调撤率" not in drawn


def test_every_link_leads_somewhere_and_all_that_folds_opens_by_keyboard(reader: Reader) -> None:
    lost = reader.see(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.getAttribute('href').slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )
    reader.page.focus("#headline summary")
    reader.page.keyboard.press("Enter")

    assert lost == []
    assert reader.see("document.querySelector('#headline details').open") is True


def test_all_that_scrolls_sideways_can_be_reached_without_a_mouse(reader: Reader) -> None:
    unreachable = reader.see(
        "[...document.querySelectorAll('main *')].filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)"
        " && e.tabIndex < 0).length"
    )

    assert unreachable == 0


def test_every_chart_is_named_and_no_two_places_share_a_name(reader: Reader) -> None:
    unnamed = reader.see(
        "[...document.querySelectorAll('.chart')].filter(c => !c.getAttribute('aria-label')).length"
    )
    twice = reader.see(
        "(() => { const seen = new Set(); return [...document.querySelectorAll('[id]')].map(e => e.id)"
        ".filter(id => seen.size == seen.add(id).size) })()"
    )

    assert unnamed == 0
    assert twice == []


def test_text_is_dark_enough_on_its_ground(reader: Reader) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, for every text on a ground of its own or the page's."""
    faint = reader.see(CONTRAST)

    assert faint == []


def test_judges_have_figures_and_no_grade(reader: Reader) -> None:
    judges = reader.see("document.querySelectorAll('article.judge').length")

    assert judges > 20
    assert reader.see("document.querySelectorAll('article.judge .badge').length") == 0
    assert "不排位次" in reader.see("document.getElementById('judges').innerText")


def test_what_people_decided_stands_beside_what_was_computed(reader: Reader) -> None:
    assert "新收案件增加三成" in reader.see("document.getElementById('assessors').innerText")
    assert "一票否决" in reader.see("document.getElementById('vetoes').innerText")


def test_it_prints_on_a4_within_the_margins(reader: Reader, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    reader.page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    document = pdfium.PdfDocument(tmp_path / "report.pdf")
    sizes = {tuple(round(length) for length in page.get_size()) for page in document}
    words = document[0].get_textpage().get_text_bounded()

    assert sizes <= {(595, 842), (596, 842)}
    assert 10 < len(document) < 120
    assert "审判绩效评估报告" in words
    document.close()


CONTRAST = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1] };
  const light = c => c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.5) return c } return [255, 255, 255] };
  const bad = new Set();
  for (const e of document.querySelectorAll('main *, label')) {
    if (e.closest('svg') || e.closest('article:nth-of-type(n+3)')) continue;
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e); if (style.display == 'none' || style.visibility == 'hidden') continue;
    const [a, b] = [light(parse(style.color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.add(e.className + ' ' + e.tagName + ' ' + style.color + ' ' + ground(e));
  }
  return [...bad];
}"""
