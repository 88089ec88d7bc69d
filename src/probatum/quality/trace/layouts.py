"""The layouts of the inspection PDF for each kind of event, as data; each kind names its sections (QE-30)."""

from __future__ import annotations

from probatum.quality.trace.layout import ALONE, Layout, laid_out

#: parts of a clinical event: what participants are concerned with stands in front, and no attachments go along
_CLINICAL = ("sections", "signatures", "history")

laid_out(
    "deviation",
    Layout(
        "investigation_first",
        "Investigation first",
        parts=("pictures", "sections", "signatures", "files", "history"),
    ),
    Layout("clinical", "Clinical: without attachments", parts=_CLINICAL),
    column="category",
    by_category={"consent": "clinical", "documentation": ALONE.name},
)
laid_out("nonconformance", column="category", by_category={"documentation": ALONE.name})
laid_out(
    "complaint",
    Layout(
        "authority",
        "For an authority: intake, investigation and answer",
        pages=("glance",),
        parts=("sections", "signatures", "files", "history"),
        sections=("intake", "investigation", "answer"),
        related=False,
    ),
)
laid_out(
    "lab_investigation",
    Layout(
        "bench",
        "Result and both phases",
        pages=(),
        parts=("sections", "signatures", "files", "history"),
        sections=("result", "subjects", "phase_one", "phase_two", "conclusion"),
    ),
    default="bench",
)
laid_out("capa")
