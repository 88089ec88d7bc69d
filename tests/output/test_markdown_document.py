"""The built-in editor's text becomes safe HTML and a repeatable PDF; it is never code."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probatum.output.limits import UploadRefused
from probatum.output.markdown import Revision, TitleBlock, references, to_html, to_pdf
from tests.samples import make

BLOCK = TitleBlock(
    number="SOP-QA-0012",
    title="Deviation management",
    version="2.0",
    document_type="Procedure",
    organisation="Meridian",
    revisions=(Revision(version="1.0", effective="3 Mar 2025", summary="First issue", author="Anna Berg"),),
)


def words(pdf: bytes) -> str:
    return " ".join(
        "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split()
    )


@pytest.mark.requirement("DOC-06")
def test_markdown_becomes_html() -> None:
    text = "## Scope\n\nOne **two** *three* `four`\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n\n3. x\n4. y\n"

    assert to_html(text) == (
        "<h2>Scope</h2><p>One <strong>two</strong> <em>three</em> <code>four</code></p>"
        '<table><thead><tr><th>A</th><th class="align-right">B</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table>'
        '<ol start="3"><li>x</li><li>y</li></ol>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://example.org/track.png)",
        "![x](javascript:alert(1))",
        "[[<script>]]",
        '[x](https://a.b/"onmouseover="alert(1))',
    ],
)
def test_html_is_never_active(text: str) -> None:
    made = to_html(
        text, picture_url=lambda digest: f"/files/{digest}", reference_url=lambda number: f"/d/{number}"
    )

    assert "<script" not in made
    assert "<img" not in made
    assert "javascript:" not in made.split("href=")[-1] or "href" not in made
    assert 'onmouseover="' not in made


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_html_has_only_known_tags(text: str) -> None:
    import re  # app ready

    made = to_html(text)
    known = "p|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|strong|em|s|h[1-6]|a|img|span|br|hr|code|pre"
    assert re.sub(rf"</?(?:{known})(?: [a-z]+=\"[^\"<>]*\")*>", "", made).count("<") == 0


@pytest.mark.requirement("DOC-06")
def test_reference_and_picture_get_their_addresses() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    text = f"See [[SOP-QA-0001]].\n\n![Flow](sha256:{digest})"

    made = to_html(text, picture_url=lambda d: f"/files/{d}", reference_url=lambda n: f"/documents/{n}/")

    assert '<a href="/documents/SOP-QA-0001/">SOP-QA-0001</a>' in made
    assert f'<img src="/files/{digest}" alt="Flow">' in made
    assert references(text + " [[SOP-QA-0002]] [[SOP-QA-0001]] `[[NO-1]]`") == ("SOP-QA-0001", "SOP-QA-0002")


@pytest.mark.requirement("DOC-06", "DOC-08")
def test_document_carries_title_block_and_revisions() -> None:
    made, warnings = to_pdf("## 1 Purpose\n\nHow deviations are recorded.\n", block=BLOCK)

    assert warnings == ()
    for part in (
        "Deviation management",
        "SOP-QA-0012",
        "2.0",
        "Revision history",
        "First issue",
        "How deviations are recorded.",
    ):
        assert part in words(made)
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as described:
        assert described.pdfa_status == "2B"


def test_same_text_gives_the_same_bytes() -> None:
    assert to_pdf("# A\n\nWords.", block=BLOCK) == to_pdf("# A\n\nWords.", block=BLOCK)


def test_typst_code_in_the_text_is_only_text() -> None:
    text = '#read("/etc/passwd") #eval("1+1") $x^2$ @label <label> #import "@preview/x:1.0.0"'

    assert '#read("/etc/passwd") #eval("1+1") $x^2$ @label' in words(to_pdf(text)[0])


@pytest.mark.requirement("DOC-06")
def test_picture_is_shown_and_a_missing_one_is_said() -> None:
    content = make.picture("Flow")
    digest = hashlib.sha256(content).hexdigest()

    made, warnings = to_pdf(f"![Flow chart](sha256:{digest})", pictures={digest: content})
    lost, said = to_pdf(f"![Flow chart](sha256:{digest})")

    assert warnings == ()
    with pikepdf.open(io.BytesIO(made)) as opened, pikepdf.open(io.BytesIO(lost)) as without:
        assert [len(opened.pages[0].get_images()), len(without.pages[0].get_images())] == [1, 0]
    assert "Flow chart" in words(lost)
    assert said == (
        "1 picture(s) are not in the file and are shown as their description. Add them in the editor.",
    )


def test_text_that_would_take_forever_is_refused() -> None:
    with pytest.raises(UploadRefused, match="more than 2000 square brackets"):
        to_html("[" * 50_000)


def test_very_long_paragraph_is_set() -> None:
    assert to_pdf("[x" * 1500 + "word " * 20_000)[0].startswith(b"%PDF")
