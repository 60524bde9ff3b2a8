"""Templates see nothing but their context, and only a short list of syntax is allowed."""

import pytest

from courtqa.errors import UnfitNotice
from courtqa.notices import Heading, Items, Paragraph, Table
from courtqa.notices.model import plain
from courtqa.notices.parsing import parse
from courtqa.notices.templating import Templates

WHOLE = (
    "<notice><org>o</org><series>s</series><title>t</title><body>{}</body><signature>g</signature></notice>"
)

HOSTILE_TEMPLATES = [
    "{{ x.__class__ }}",
    "{{ x['__class__'] }}",
    "{{ x.items }}",
    "{{ x.append(1) }}",
    "{{ x|attr('__class__') }}",
    "{{ x|map('upper') }}",
    "{{ x|join(',') }}",
    "{{ x|safe }}",
    "{{ range(10) }}",
    "{{ lipsum() }}",
    "{{ cycler }}{{ cycler('a') }}",
    "{{ self.body() }}",
    "{{ super() }}",
    "{{ 'a' * 100000000 }}",
    "{{ 2 ** 64 }}",
    "{{ x ~ y }}",
    "{{ x[1:2] }}",
    "{{ x[y] }}",
    "{% set a = 1 %}",
    "{% include '/etc/passwd' %}",
    "{% import 'base' as b %}",
    "{% macro m() %}{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% extends x %}",
    "{% for a in x recursive %}{{ loop(a) }}{% endfor %}",
    "{% if x is defined %}{% endif %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% with a = 1 %}{% endwith %}",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "<?xml version='1.0'?>",
    "{{ loop.__class__ }}",
    "{{ _x }}",
    "{{ namespace(a=1) }}",
    "{{ '%s'|format(1) }}",
    "{{ (1).bit_length() }}",
]


def rendered(source, **context):
    return Templates({"t": source}).render("k", "t", context)


def blocks(body):
    return parse(WHOLE.format(body), kind="k", series="s", court="c", sealed=False).blocks


@pytest.mark.parametrize("source", HOSTILE_TEMPLATES)
def test_syntax_that_is_not_on_the_list_is_named_with_its_line(source):
    faults = list(Templates({"t": "\n" + source}).faults("t"))

    assert faults
    assert faults[0][0].startswith("t:2")


def test_what_is_on_the_list_passes():
    source = "{% for a in x %}{% if not loop.last and a['n'] > 1 %}{{ a['p']|person }}{% endif %}{% endfor %}"

    assert list(Templates({"t": source}).faults("t")) == []


def test_a_missing_value_is_an_error_with_its_place():
    with pytest.raises(UnfitNotice, match="'absent' is undefined"):
        rendered("{{ absent }}")


@pytest.mark.parametrize(
    "value", [None, 0.5, float("nan"), True, b"x", print, [1], {"a": 1}, "a\x07", "\u202e", "\ue000"]
)
def test_only_clean_text_and_whole_numbers_are_printed(value):
    with pytest.raises(UnfitNotice, match=r"only text and whole numbers|character"):
        rendered("{{ x }}", x=value)


def test_a_template_cannot_change_its_context():
    given = {"x": ["a"]}

    with pytest.raises(UnfitNotice):
        Templates({"t": "{{ x.append('b') }}"}).render("k", "t", given)

    assert given == {"x": ["a"]}


def test_variables_are_gathered_over_the_whole_inheritance():
    templates = Templates(
        {
            "a": "{% block b %}{{ x }}{% endblock %}",
            "c": "{% extends 'a' %}{% block b %}{{ y }}{% endblock %}",
        }
    )

    assert templates.variables("c") == {"x", "y"}
    assert templates.chain("c") == ("c", "a")


def test_a_missing_parent_is_a_fault():
    assert list(Templates({"a": "{% extends 'b' %}"}).faults("a")) == [("b", "no such template")]


def test_headings_are_numbered_by_the_model_and_start_anew_below_each_other():
    found = blocks("<h1>a</h1><h2>b</h2><h2>c</h2><h1>d</h1><h2>e</h2><h3>f</h3><h4>g</h4>")

    assert [b.label + plain(b.spans) for b in found if isinstance(b, Heading)] == [
        "一、a",
        "（一）b",
        "（二）c",
        "二、d",
        "（一）e",
        "1.f",
        "（1）g",
    ]


def test_template_layout_is_dropped_between_chinese_and_a_space_between_latin():
    (paragraph,) = blocks("<p>\n  现将有关情况\n  通报如下：\n  two\n  words </p>")

    assert plain(paragraph.spans) == "现将有关情况通报如下：two words"


def test_blocks_are_typed():
    found = blocks(
        "<p>x</p><list><item>a</item></list><table><head><cell>h</cell></head><row><cell>c</cell></row></table>"
    )

    assert [type(block) for block in found] == [Paragraph, Items, Table]


@pytest.mark.parametrize(
    "body",
    ["<script/>", "<p><b>x</b></p>", "<p><person><p/></person></p>", "<list><p/></list>",
     "<table><head><cell>a</cell></head><row><cell>a</cell><cell>b</cell></row></table>", "<p>", "&nbsp;"],
)  # fmt: skip
def test_xml_outside_the_vocabulary_is_refused(body):
    with pytest.raises(UnfitNotice):
        blocks(body)
