"""Templates that try to get out and names that try to get in: every one of two tables is contained."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import yaml
from attrs import evolve
from docx import Document

from courtqa.errors import TemplateStopped, UnfitNotice
from courtqa.notices import Paragraph, Span, draft, render, to_pdf
from courtqa.notices.jail import Jail
from courtqa.notices.templating import Templates

HERE = Path(__file__).parent / "hostile"
BASE = "<notice>{% block body required %}{% endblock %}</notice>"
CONTEXT = {
    "x": {"y": "甲"},
    "y": "y",
    "long": [str(number) for number in range(400)],
    "big": "国" * 400_000,
    "listed": ["甲"],
    "nothing": None,
    "half": 0.5,
}


def templates():
    for group, entries in yaml.safe_load((HERE / "templates.yaml").read_text("utf-8")).items():
        for at, entry in enumerate(entries):
            source = (
                entry.get("template") or entry["repeat"] * entry["times"] + entry["close"] * entry["times"]
            )
            yield pytest.param(source, entry["expect"], id=f"{group}-{at}")


NAMES = json.loads((HERE / "names.json").read_text("utf-8"))  # JSON can hold a lone surrogate


@pytest.fixture(scope="module")
def jail():
    with_little = Jail(cpu=0.2, wall=5.0)
    yield with_little
    with_little.close()


def test_the_tables_hold_at_least_seventy_templates_and_fifty_names():
    assert len(list(templates())) >= 70
    assert len(NAMES["stand"]) >= 50


@pytest.mark.parametrize(("source", "expected"), tuple(templates()))
def test_a_hostile_template_is_refused_stopped_or_fails_and_gives_nothing_away(jail, source, expected):
    sources = {"base.xml.j2": BASE, "t.xml.j2": source, "secret.txt": "秘密"}

    faults = list(Templates(sources).faults("t.xml.j2"))

    assert bool(faults) == (expected == "refused"), faults
    if expected != "refused":
        with pytest.raises(TemplateStopped if expected == "stopped" else UnfitNotice) as found:
            jail.render(sources, "kind", "t.xml.j2", CONTEXT)
        assert "t.xml.j2" in found.value.to("zh")
        assert "root:" not in str(found.value)


def test_what_the_list_refuses_gets_no_further_even_without_it(jail):
    """The second wall: the same templates in the jail, with no lint before it."""
    for parameter in templates():
        source, expected = parameter.values
        if expected != "refused" or parameter.id.startswith(("growth", "size")):
            continue
        try:
            made = jail.render({"base.xml.j2": BASE, "t.xml.j2": source}, "kind", "t.xml.j2", CONTEXT)
        except (UnfitNotice, TemplateStopped):
            continue
        assert "root:" not in made, source
        assert "class '" not in made, source
        assert len(made) < 1_000_000, source


def test_a_stopped_worker_is_replaced_and_the_next_template_renders(jail):
    loops = (
        "{% for a in long %}{% for b in long %}{% for c in long %}{{ a }}{% endfor %}{% endfor %}{% endfor %}"
    )
    with pytest.raises(TemplateStopped) as stopped:
        jail.render({"t.xml.j2": loops}, "kind", "t.xml.j2", CONTEXT)

    made = jail.render({"t.xml.j2": "<a>{{ x['y'] }}</a>"}, "kind", "t.xml.j2", CONTEXT)

    assert stopped.value.limit == "time"
    assert (stopped.value.to("zh"), made) == ("模板 t.xml.j2 已被中止：超过时间限制", "<a>甲</a>")


def test_the_worker_can_open_nothing_and_start_nothing():
    """What the jail takes away is taken away: asked of the process itself."""
    import subprocess
    import sys

    asked = (
        "from courtqa.notices.jailed import _take_limits\nimport socket, os\n_take_limits(2**29)\n"
        "for act in (lambda: open('/etc/passwd'), socket.socket, os.pipe, lambda: bytearray(2**30)):\n"
        "    try:\n        act()\n        print('got out')\n    except (OSError, MemoryError) as e:\n"
        "        print(type(e).__name__)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )

    assert said.stdout.split() == ["OSError", "OSError", "OSError", "MemoryError"]


def test_a_pack_from_outside_is_rendered_in_the_jail(tmp_path):
    """An overlay whose template loops for ever is refused when it is loaded, by the time it took."""
    from courtqa import load_policy
    from courtqa.errors import PolicyError

    pack = Path(__file__).parents[2] / "examples" / "packs" / "land_enforcement"
    copy = tmp_path / "bureau"
    __import__("shutil").copytree(pack, copy)
    template = copy / "notices" / "templates" / "cease_order.xml.j2"
    loops = "{% for a in notice['org'] %}{% for b in facts %}{% for c in facts %}{{ c }}{% endfor %}{% endfor %}{% endfor %}"
    template.write_text(template.read_text("utf-8").replace("<h1>事实</h1>", f"<h1>{loops}</h1>"), "utf-8")
    kind = copy / "notices" / "cease_order" / "2009-01-01.yaml"
    kind.write_text(
        kind.read_text("utf-8").replace("未经批准占用耕地堆放砖坯并修建窑基", "国" * 3_000), "utf-8"
    )

    with pytest.raises(PolicyError, match=r"took longer than it may|took more memory than it may"):
        load_policy(copy)


class Html(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags and self.tags[-1] != "style":
            self.texts.append(data)


def with_all(policy, values):
    """One notice that has every value as a paragraph, as a person and in a table."""
    kind, day = "conduct_bulletin", date(2008, 4, 1)
    example = policy.edition("notices", kind, on=day).value.example
    breach = example["breaches"][0]
    rows = [
        {**breach, "facts": value, "person": {"id": f"p{at}", "name": value, "unit": "civil_1"}}
        for at, value in enumerate(values)
    ]
    return draft(policy, kind, {**example, "breaches": rows, "demands": list(values)}, on=day).model


def test_every_hostile_name_appears_verbatim_in_html_docx_and_pdf_and_none_changes_the_structure(policy):
    """One pass over all the names, in one document each form."""
    values = NAMES["stand"]
    notice, plain = with_all(policy, values), with_all(policy, ["无害"] * len(values))

    html, calm = Html(), Html()
    html.feed(render(notice, "html"))
    calm.feed(render(plain, "html"))
    docx, quiet = (Document(BytesIO(render(each, "docx"))).element.body for each in (notice, plain))
    written = "".join(element.text or "" for element in docx.iter("{*}t"))

    assert html.tags == [tag if tag != "span" else "span" for tag in calm.tags]
    assert _shape(docx) == _shape(quiet)
    for value in values:
        assert "".join(html.texts).count(value) >= 3, value
        assert written.count(value) >= 3, value


def test_every_hostile_name_appears_verbatim_in_the_pdf(policy):
    values = [
        value
        for value in NAMES["stand"]
        if value.isprintable() and not re.search(r"[\u0300-\u036fﬁﬂ𠮷﨑㐀䶵]", value)
    ]
    notice = with_all(policy, ["无害"])
    listed = evolve(notice, blocks=tuple(Paragraph((Span(value, "person", "p"),)) for value in values))

    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(to_pdf(listed).content)
    )
    squeezed = "".join(text.split()).replace("\ufffe", "").replace("\x02", "")

    missing = [value for value in values if "".join(value.split()) not in squeezed]
    assert missing == []
    assert len(values) >= 50


def _shape(body):
    return [element.tag for element in body.iter() if not str(element.tag).endswith(("}jc", "}ind"))]


@pytest.mark.parametrize("value", NAMES["refused"], ids=ascii)
def test_a_name_that_misleads_or_breaks_is_refused_with_its_place(policy, value):
    with pytest.raises(UnfitNotice) as unfit:
        with_all(policy, ["张某", value])

    assert {place for place, _ in unfit.value.faults} == {
        "breaches[2].facts", "breaches[2].person.name", "demands[2]",
    }  # fmt: skip
