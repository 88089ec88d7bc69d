"""Master data: what records point at instead of writing it anew, such as products, batches, equipment and suppliers.

One table holds the items of every register; a register is a vocabulary with its own states and columns. An item is never
deleted: one out of use keeps what points at it and is offered no more (QE-12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from probatum.kernel.authz import Decision, decide, held_by
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Actor, Site

#: Items offered to who types.
OFFERED = 20
MOST_PICKED = 100
LONGEST_CODE = 60
MANAGE = "master.manage"
#: Who reads master data: whoever reports, reads or works on what points at it, and who reads audit trails.
READERS = (
    "event.report",
    "event.read",
    "event.handle",
    "capa.handle",
    "complaint.handle",
    "laboratory.handle",
    MANAGE,
    "audit_trail.read",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One state of the items of a register: `offered` ones can be pointed at anew; tone is that of its mark."""

    label: str
    tone: str = "good"
    offered: bool = True


_IN_USE = {"active": Standing("Active"), "retired": Standing("Retired", "muted", offered=False)}
#: Who is blocked may still have caused an event, so only who is retired is offered no more.
_SUPPLIERS = {
    "candidate": Standing("Candidate", "warn"),
    "approved": Standing("Approved"),
    "conditional": Standing("Conditional", "warn"),
    "blocked": Standing("Blocked", "danger"),
    "retired": Standing("Retired", "muted", offered=False),
}
RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its words, the states of its items, the register its items stand under, and the columns it shows."""

    label: str
    one: str
    standings: dict[str, Standing]
    under: str = ""
    located: bool = False
    national: bool = False
    dated: bool = False
    hint: str = ""

    @property
    def first(self) -> str:
        """The state in which an item begins."""
        return next(iter(self.standings))


REGISTERS: dict[str, Register] = {
    "product": Register("Products", "product", _IN_USE, hint="Such as P-100."),
    "batch": Register(
        "Batches", "batch", _IN_USE, under="product", dated=True, hint="The number on the label."
    ),
    "material": Register("Materials", "material", _IN_USE, hint="Such as RM-0815."),
    "equipment": Register(
        "Equipment", "piece of equipment", _IN_USE, located=True, hint="The number on its tag."
    ),
    "study": Register("Studies", "study", _IN_USE, under="product", hint="The protocol number."),
    "supplier": Register("Suppliers", "supplier", _SUPPLIERS, national=True, hint="The vendor number."),
    "market": Register("Markets", "market", _IN_USE, national=True, hint="Such as US or EU."),
    "system": Register("Computerised systems", "system", _IN_USE, located=True, hint="Such as LIMS."),
}


class Item(models.Model):
    """One item of a register, such as a batch; its register and code never change, because records point at it."""

    register = models.CharField(max_length=20, choices=[(name, one.label) for name, one in REGISTERS.items()])
    code = models.CharField(max_length=LONGEST_CODE)
    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=20, choices=[(name, one.label) for name, one in {**_SUPPLIERS, **_IN_USE}.items()]
    )
    parent = points_to("self", related="children", optional=True)
    site = points_to(Site, optional=True)
    country = models.CharField(max_length=2, blank=True)
    made_on = models.DateField("made on", null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["register", "code"]
        constraints = [
            # the same code never names two items of a register, whatever its case
            models.UniqueConstraint("register", Upper("code"), name="item_code_unique_in_register")
        ]
        indexes = [
            # fragments of a code or a name, typed where an item is picked
            GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="item_code_trgm"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="item_name_trgm"),
            # the list of a register in one state, and what stands under an item
            models.Index(fields=["register", "status", "code"], name="item_register_status"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.name != self.code else self.code

    @property
    def kept_in(self) -> Register:
        """The register that the item belongs to."""
        return REGISTERS[self.register]

    @property
    def standing(self) -> Standing:
        """The state of the item with its words."""
        return self.kept_in.standings.get(self.status, Standing(self.status))


def may_read(actor: Actor) -> Decision:
    """Whether somebody reads master data: by any right to report, read or work on what points at it."""
    held: frozenset[str] = frozenset().union(*(one.permissions for one in held_by(actor)))
    return decide(actor, next((one for one in READERS if one in held), READERS[0]))


def items(register: str = "", *, words: str = "", offered: bool = False) -> QuerySet[Item]:
    """The items of a register by code, narrowed to words that each stand in the code or the name."""
    found = Item.objects.select_related("parent", "site").order_by("code", "pk")
    if register:
        found = found.filter(register=register)
        if offered:
            standings = REGISTERS[register].standings
            found = found.filter(status__in=[name for name, one in standings.items() if one.offered])
    for word in words.split()[:5]:
        found = found.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return found


def suggest(register: str, words: str) -> list[Item]:
    """What is offered to who types: items in use whose code begins so first, then any other fit."""
    typed = words.strip()
    found = items(register, words=typed, offered=True)
    if not typed:
        return list(found[:OFFERED])
    first = list(items(register, offered=True).filter(code__istartswith=typed)[:OFFERED])
    more = found.exclude(pk__in=[one.pk for one in first])[: OFFERED - len(first)]
    return [*first, *more]


def resolve(register: str, codes: Iterable[str], *, known: Iterable[Item] = ()) -> list[Item]:
    """The items of these codes. Raises Refused that names each code which is unknown or out of use.

    `known` are those pointed at already; they may stay though they went out of use.
    """
    wanted = list(dict.fromkeys(" ".join(code.split()).upper() for code in codes if code.strip()))
    if len(wanted) > MOST_PICKED:
        raise Refused(f"Choose at most {MOST_PICKED} items.")
    rows = Item.objects.annotate(_typed=Upper("code")).filter(register=register, _typed__in=wanted)
    found = {item.code.upper(): item for item in rows.select_related("parent", "site")}
    kept = {item.pk for item in known}
    faults = [_unknown(register, code) for code in wanted if code not in found]
    for item in found.values():
        if not item.standing.offered and item.pk not in kept:
            faults.append(f"{item.code} is {item.standing.label.lower()}; choose one in use.")
    if faults:
        raise Refused(" ".join(faults[:5]))
    return [found[code] for code in wanted]


def _unknown(register: str, code: str) -> str:
    one = REGISTERS[register].one
    return f"There is no {one} {code}. Choose one of the list; who manages master data can add it."
