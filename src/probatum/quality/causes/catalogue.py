"""Categories of causes as a tree: a catalogue of the organisation, changed with the right for master data, a reason and a history.

A category is never deleted; out of use it stays where it was chosen (QE-10).
"""

from __future__ import annotations

from django.db import IntegrityError, models

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.workplace import stamp

RIGHT = "master.manage"
DEEPEST = 4
LONGEST_CODE, LONGEST_NAME = 24, 120


class CauseCategory(models.Model):
    """A category of causes, inside another one or on top."""

    code = models.CharField(max_length=LONGEST_CODE, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    parent = points_to("self", related="inside", optional=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "cause category"

    def __str__(self) -> str:
        return self.name


#: what an empty catalogue can be begun with: code, name, code of the category around it
STARTER: tuple[tuple[str, str, str], ...] = (
    ("PEOPLE", "People", ""),
    ("PEOPLE-TRAIN", "Training missing or not effective", "PEOPLE"),
    ("PEOPLE-SLIP", "Slip or lapse", "PEOPLE"),
    ("PEOPLE-LOAD", "Workload or staffing", "PEOPLE"),
    ("PEOPLE-TALK", "Communication or handover", "PEOPLE"),
    ("METHOD", "Method and procedure", ""),
    ("METHOD-UNCLEAR", "Instruction unclear or incomplete", "METHOD"),
    ("METHOD-WRONG", "Instruction wrong or outdated", "METHOD"),
    ("METHOD-NOTUSED", "Instruction not followed", "METHOD"),
    ("METHOD-PROCESS", "Process not robust or not validated", "METHOD"),
    ("MACHINE", "Machine and equipment", ""),
    ("MACHINE-WEAR", "Wear or failure of a part", "MACHINE"),
    ("MACHINE-SERVICE", "Maintenance missing or late", "MACHINE"),
    ("MACHINE-DESIGN", "Design or set-up not suitable", "MACHINE"),
    ("MACHINE-SOFT", "Software or data transfer", "MACHINE"),
    ("MATERIAL", "Material and supplier", ""),
    ("MATERIAL-QUALITY", "Material outside its specification", "MATERIAL"),
    ("MATERIAL-MIXUP", "Mix-up or wrong label", "MATERIAL"),
    ("MATERIAL-SUPPLY", "Supplier or transport", "MATERIAL"),
    ("MEASURE", "Measurement", ""),
    ("MEASURE-CAL", "Calibration", "MEASURE"),
    ("MEASURE-METHOD", "Analytical method", "MEASURE"),
    ("MEASURE-SAMPLE", "Sampling or sample handling", "MEASURE"),
    ("ENVIRON", "Environment", ""),
    ("ENVIRON-CLIMATE", "Temperature, humidity, pressure", "ENVIRON"),
    ("ENVIRON-CLEAN", "Cleanliness or contamination", "ENVIRON"),
    ("ENVIRON-POWER", "Power or other supply", "ENVIRON"),
    ("UNKNOWN", "Not found", ""),
    ("UNKNOWN-OPEN", "No cause found after investigation", "UNKNOWN"),
)


def categories() -> list[CauseCategory]:
    """Every category, each behind the one around it."""
    return [category for category, _ in laid_out()]


def laid_out(*, only_active: bool = False) -> list[tuple[CauseCategory, int]]:
    """The tree in reading order, each category with its depth; what is out of use hides what is inside it."""
    known = list(CauseCategory.objects.order_by("name", "pk"))
    inside: dict[int | None, list[CauseCategory]] = {}
    for category in known:
        inside.setdefault(category.parent_id, []).append(category)
    found: list[tuple[CauseCategory, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for category in inside.get(parent, []):
            if category.active or not only_active:
                found.append((category, depth))
                walk(category.pk, depth + 1)

    walk(None, 0)
    return found


def paths() -> dict[int, str]:
    """Category to its name with those around it: “People › Slip or lapse”."""
    found: dict[int, str] = {}
    for category, _ in laid_out():
        around = found.get(category.parent_id) if category.parent_id else None
        found[category.pk] = f"{around} › {category.name}" if around else category.name
    return found


def save_category(actor: Person, category: CauseCategory, *, reason: str, based_on: str) -> CauseCategory:
    """Add or change a category. Raises NotAllowed, StaleRecord, or Refused for a code in use, a circle, no reason."""
    verdict = demand(actor, RIGHT)
    category.code, category.name = category.code.strip().upper(), category.name.strip()
    for field, ask in (("code", "Enter a short code."), ("name", "Enter the name.")):
        if not getattr(category, field):
            raise Refused(ask, field=field)
    why = require_reason(reason)
    taken = Refused(f"Choose another code; “{category.code}” is in use.", field="code")
    if CauseCategory.objects.filter(code=category.code).exclude(pk=category.pk).exists():
        raise taken
    _refuse_circle(category)
    try:
        with action(actor, "cause_category.save", reason=why, role=verdict.role):
            if category.pk is not None:
                known = CauseCategory.objects.select_for_update(no_key=True).get(pk=category.pk)
                if stamp(known) != based_on:
                    raise StaleRecord(
                        f"“{known.name}” has changed since you opened it. Look at it again; nothing was changed."
                    )
            category.save()
    except IntegrityError as error:
        raise taken from error
    return category


def _refuse_circle(category: CauseCategory) -> None:
    around, depth = category.parent, 1
    while around is not None:
        depth += 1
        if around.pk == category.pk:
            raise Refused("Choose a category that is not inside this one.", field="parent")
        if depth > DEEPEST:
            raise Refused(f"Choose a category nearer to the top; {DEEPEST} levels are kept.", field="parent")
        around = around.parent


def take_starter(actor: Person) -> int:
    """Begin an empty catalogue with the starter set; returns how many. Raises NotAllowed, or Refused for one that is in use."""
    verdict = demand(actor, RIGHT)
    if CauseCategory.objects.exists():
        raise Refused("The catalogue has categories already. Add what is missing one by one.")
    known: dict[str, CauseCategory] = {}
    with action(actor, "cause_category.start", reason="Starter set of categories", role=verdict.role):
        for code, name, around in STARTER:
            known[code] = CauseCategory.objects.create(code=code, name=name, parent=known.get(around))
    return len(known)
