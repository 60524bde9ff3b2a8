"""What ISO 19005-2 (PDF/A-2, level A) asks of a file's structure, read from the file itself.

No validator of the standard can be had as a package here; these are the clauses that can be told from the objects.
"""

import re
from datetime import date
from io import BytesIO

import pytest
from attrs import evolve

from courtqa.notices import draft, to_pdf

pikepdf = pytest.importorskip("pikepdf", reason="reads PDF objects: pip install pikepdf")
pytestmark = pytest.mark.once

ON = date(2008, 4, 1)
BARRED = {
    "/JavaScript",
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/SetState",
    "/NOP",
    "/Hide",
}


@pytest.fixture(scope="module", params=["quality_bulletin", "removal_motion", "hearing_notice"])
def content(request, policy):
    example = policy.edition("notices", request.param, on=ON).value.example
    model = draft(policy, request.param, example, on=ON).model
    return to_pdf(evolve(model, dated=ON, number=("哈中法〔2008〕1号",))).content


def faults(content):
    """The clauses of ISO 19005-2 that the file does not keep."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return sorted({clause for clause, kept in checks(content, pdf) if not kept})


def checks(content, pdf):
    root = pdf.Root
    xmp = bytes(root.Metadata.read_bytes()).decode() if "/Metadata" in root else ""
    yield "6.1.2 header", re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content) is not None
    yield "6.1.3 trailer id", "/ID" in pdf.trailer
    yield "6.1.3 no encryption", not pdf.is_encrypted
    yield "6.1.3 nothing after the end", content.rstrip().endswith(b"%%EOF")
    yield "6.6.4 part 2", re.search(r"pdfaid:part[>=]\"?\s*2", xmp) is not None
    yield "6.6.4 level A", re.search(r"pdfaid:conformance[>=]\"?\s*A", xmp) is not None
    yield "6.7.2 marked", bool(root.get("/MarkInfo", {}).get("/Marked", False))
    yield "6.7.3 structure", "/StructTreeRoot" in root and "/K" in root.StructTreeRoot
    yield "6.7.4 language", re.match(r"zh(-CN)?$", str(root.get("/Lang", ""))) is not None
    yield "6.5.2 no actions on opening", "/AA" not in root and "/OpenAction" not in root
    yield "6.4.1 no forms that need appearances", not root.get("/AcroForm", {}).get("/NeedAppearances", False)
    yield "6.9 no embedded files", "/EmbeddedFiles" not in root.get("/Names", {})
    yield "6.2.3 output intent", any(map(_intent, root.get("/OutputIntents", [])))
    for one in pdf.objects:
        yield from _object(one)
    for number, page in enumerate(pdf.pages, start=1):
        yield f"6.7.3 page {number} in the structure", "/StructParents" in page.obj
        yield "6.5.2 no actions on pages", "/AA" not in page.obj
    roles = set(_roles(root.get("/StructTreeRoot", {})))
    yield "6.7.3 headings and paragraphs", bool(roles & {"/H1", "/H2"}) and "/P" in roles


def _intent(one):
    """6.2.3: a PDF/A output intent with an ICC profile of its own, whose signature stands at byte 36."""
    if one.get("/S") != "/GTS_PDFA1" or "/DestOutputProfile" not in one:
        return False
    profile = one.DestOutputProfile
    return profile.get("/N") in {1, 3, 4} and bytes(profile.read_bytes())[36:40] == b"acsp"


def _object(one):
    if isinstance(one, pikepdf.Stream):
        yield "6.1.7 no LZW", "/LZWDecode" not in str(one.get("/Filter", ""))
        yield "6.1.7 no stream elsewhere", "/F" not in one
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return
    if "/S" in one and one.get("/Type") in {None, "/Action"}:
        yield f"6.5.1 no action {one.S}", str(one.S) not in BARRED
    if one.get("/Type") == "/Font":
        yield from _font(one)


def _font(font):
    inner = font.DescendantFonts[0] if font.get("/Subtype") == "/Type0" else font
    held = inner.get("/FontDescriptor", {})
    if font.get("/Subtype") != "/Type3" and "/FontDescriptor" in inner:
        yield "6.2.11.4 embedded", any(name in held for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        yield "6.2.11.4 a subset is named", re.match(r"/[A-Z]{6}\+", str(inner.BaseFont)) is not None
    elif font.get("/Subtype") != "/Type3":
        yield "6.2.11.4 embedded", False
    if font.get("/Subtype") == "/Type0":
        yield "6.2.11.7 unicode", "/ToUnicode" in font
        if inner.get("/Subtype") == "/CIDFontType2":
            yield "6.2.11.3 glyph map", "/CIDToGIDMap" in inner


def _roles(element):
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from _roles(each)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        if "/K" in element:
            yield from _roles(element.K)


def test_the_file_keeps_the_clauses_of_pdf_a_2a_that_its_objects_show(content):
    assert faults(content) == []


def _no_intent(pdf):
    del pdf.Root.OutputIntents


def _unmarked(pdf):
    pdf.Root.MarkInfo.Marked = False


def _scripted(pdf):
    script = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)


def _no_language(pdf):
    del pdf.Root.Lang


def _unembedded(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                if name in one:
                    del one[name]


def _another_level(pdf):
    told = pdf.Root.Metadata.read_bytes().replace(b"conformance>A<", b"conformance>B<")
    pdf.Root.Metadata = pdf.make_stream(told, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _unstructured(pdf):
    del pdf.Root.StructTreeRoot


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (_no_intent, "6.2.3 output intent"),
        (_unmarked, "6.7.2 marked"),
        (_scripted, "6.5.1 no action /JavaScript"),
        (_no_language, "6.7.4 language"),
        (_unembedded, "6.2.11.4 embedded"),
        (_another_level, "6.6.4 level A"),
        (_unstructured, "6.7.3 structure"),
    ],
)
def test_one_fault_is_found_by_its_clause(policy, change, clause):
    example = policy.edition("notices", "hearing_notice", on=ON).value.example
    whole = to_pdf(
        evolve(draft(policy, "hearing_notice", example, on=ON).model, number=("（2008）1号",))
    ).content
    target = BytesIO()
    with pikepdf.open(BytesIO(whole)) as pdf:
        change(pdf)
        pdf.save(target)

    assert clause in faults(target.getvalue())


def test_a_locked_file_is_found(policy):
    example = policy.edition("notices", "hearing_notice", on=ON).value.example
    whole = to_pdf(
        evolve(draft(policy, "hearing_notice", example, on=ON).model, number=("（2008）1号",))
    ).content
    target = BytesIO()
    with pikepdf.open(BytesIO(whole)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="x", user="", R=6))

    assert "6.1.3 no encryption" in faults(target.getvalue())
