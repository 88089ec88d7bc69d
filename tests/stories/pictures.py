"""Screenshots for the README and the guide, taken where a story passes by; written only when they are asked for."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image

from tests.stories.people import Somebody

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
WANTED = "PROBATUM_SCREENSHOTS"
LARGEST = 250_000


@dataclass
class Album:
    """Takes pictures when PROBATUM_SCREENSHOTS=1."""

    taken: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether pictures are wanted in this run."""
        return os.environ.get(WANTED) == "1"

    def take(self, who: Somebody, name: str, *, dark: bool = False, height: int = 0) -> None:
        """Keep what somebody sees, as a PNG of few colours."""
        if not self.open:
            return
        page = who.page
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
        page.wait_for_timeout(200)
        wide = page.viewport_size or {"width": 1440, "height": 900}
        if height:
            page.set_viewport_size({"width": wide["width"], "height": height})
        keep(page.screenshot(animations="disabled", caret="hide"), name)
        page.set_viewport_size(wide)
        page.emulate_media(color_scheme="light")
        self.taken.append(name)

    def keep_paper(self, pdf: bytes, name: str) -> None:
        """Keep the first page of a print, for whoever wants to look at it."""
        if not self.open:
            return
        with pypdfium2.PdfDocument(pdf) as document:
            page = document[0].render(scale=1.4).to_pil()
        made = io.BytesIO()
        page.save(made, "PNG")
        keep(made.getvalue(), name)


def keep(picture: bytes, name: str) -> None:
    """Write one picture, small enough for a page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    colours = 256
    while colours >= 16:
        small = Image.open(io.BytesIO(picture)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        made = io.BytesIO()
        small.save(made, "PNG", optimize=True)
        if made.tell() < LARGEST:
            (FOLDER / f"{name}.png").write_bytes(made.getvalue())
            return
        colours //= 2
    raise AssertionError(f"The picture {name} is larger than {LARGEST} bytes.")
