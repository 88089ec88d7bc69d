"""Document types in three levels; a node that leaves a value empty takes it from the node above (DOC-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from probatum.documents import restriction
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import demand
from probatum.kernel.business_process import BusinessProcess
from probatum.kernel.circle import Circle
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Department, Person, Site

PRINT_RULES = (
    ("", "As the level above"),
    ("uncontrolled", "Uncontrolled print with expiry"),
    ("controlled", "Controlled copies only"),
    ("none", "No printing"),
)

#: Review steps that an administrator orders; approval by the function and by Quality always follows (DOC-13).
REVIEW_STEPS = (
    ("content_review", "Content review"),
    ("formal_review", "Formal review"),
)


#: When an approved version may take effect (DOC-20); the share of people trained is answered by a gate.
RELEASE_RULES = (
    ("", "As the level above"),
    ("day", "On its effective day"),
    ("trained_or_day", "As soon as enough people are trained, at the latest on its effective day"),
    ("trained", "On its effective day, but not before enough people are trained"),
)


class DocumentType(models.Model):
    """A type, subtype or class of documents with its rules."""

    parent = points_to("self", related="children", optional=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    pattern = models.CharField(max_length=60, blank=True)
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    template = points_to("documents.Document", optional=True)
    training_required = models.BooleanField(null=True, blank=True)
    review_steps = ArrayField(models.CharField(max_length=20, choices=REVIEW_STEPS), null=True, blank=True)
    demands_change_request = models.BooleanField(null=True, blank=True)
    release_rule = models.CharField(max_length=20, choices=RELEASE_RULES, blank=True)
    trained_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    print_rule = models.CharField(max_length=20, choices=PRINT_RULES, blank=True)
    template_required = models.BooleanField(null=True, blank=True)
    process = points_to(BusinessProcess, optional=True)
    light = models.BooleanField(null=True, blank=True)
    #: whom documents of this type are kept for; empty as the level above, or for everybody (DOC-37)
    circle = points_to(Circle, optional=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TypeDefault(models.Model):
    """A person proposed for a part in new documents of a type."""

    type = points_to(DocumentType, related="defaults")
    part = models.CharField(max_length=40)
    person = points_to(Person)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["type", "part", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "part", "person"], name="type_default_once", condition=models.Q(active=True)
            )
        ]


def rule(type: DocumentType, name: str) -> Any:
    """The value in force of a type's field, looked up through the levels above."""
    node: DocumentType | None = type
    while node is not None:
        value = getattr(node, name)
        if value not in (None, ""):
            return value
        node = node.parent
    return None


def rule_for(type: DocumentType, name: str, *, light: bool) -> Any:
    """The rule as it holds for a document: what is not GxP takes only what its light type, or a level below, says itself.

    What the levels above ask for is meant for GxP documents (DOC-43).
    """
    if not light:
        return rule(type, name)
    node: DocumentType | None = type
    while node is not None:
        if (value := getattr(node, name)) not in (None, ""):
            return value
        node = None if node.light else node.parent
    return None


def review_steps(type: DocumentType) -> list[str]:
    """The review steps of a type in order: content review where nothing is said, none where the list is empty."""
    steps = rule(type, "review_steps")
    return ["content_review"] if steps is None else list(steps)


def pattern_for(type: DocumentType, *, site: Site | None, department: Department | None) -> str:
    """The number pattern of a type. Raises Refused when it asks for what was not chosen, or the type is not in use."""
    pattern: str | None = rule(type, "pattern")
    if not type.active or not pattern:
        raise Refused("Choose a type in use; this one has no number pattern or is retired.", field="type")
    if "{dept" in pattern and department is None:
        raise Refused("Choose the department; the number contains it.", field="department")
    if "{site" in pattern and site is None:
        raise Refused("Choose the site; the number contains it.", field="site")
    return pattern


def check_pattern(pattern: str) -> None:
    """Raise Refused for a number pattern that cannot give distinct numbers."""
    try:
        one = pattern.format(dept="QA", site="BSL", type="SOP", n=1)
        two = pattern.format(dept="QA", site="BSL", type="SOP", n=2)
    except (KeyError, ValueError, IndexError) as error:
        raise Refused(
            "Use only {type}, {dept}, {site} and {n} (such as {n:04}) in the number pattern.",
            field="pattern",
        ) from error
    if one == two:
        raise Refused(
            "Put {n} into the number pattern, so that each document gets its own number.", field="pattern"
        )


def save_type(actor: Person, type: DocumentType, *, reason: str) -> DocumentType:
    """Create or change a document type. Raises NotAllowed without the right, Refused for a faulty pattern or no reason."""
    verdict = demand(actor, "type.manage")
    if type.pk:
        require_reason(reason, ask="Say why this type changes.")
    if type.pattern:
        check_pattern(type.pattern)
    elif not (type.parent and rule(type.parent, "pattern")):
        raise Refused("Enter a number pattern, such as SOP-{dept}-{n:03}.", field="pattern")
    if type.review_steps is not None and len(set(type.review_steps)) != len(type.review_steps):
        raise Refused("Name each review step once.", field="review_steps")
    if type.trained_percent is not None and not 1 <= type.trained_percent <= 100:
        raise Refused("Enter a share of 1 to 100 percent.", field="trained_percent")
    _refuse_loop(type)
    before = None
    if type.pk:
        before = restriction.circle_of(DocumentType.objects.get(pk=type.pk))
    with action(actor, "type.save", reason=reason.strip(), role=verdict.role) as act:
        type.save()
        restriction.keep_apart(act, type, before=before)
    return type


def save_type_and_people(
    actor: Person,
    type: DocumentType,
    *,
    people: Mapping[str, list[Person]],
    reason: str,
    templates: Sequence[int] | None = None,
) -> DocumentType:
    """Save a type, whom it proposes for each part and its further templates: they stand or fall together. Raises as `save_type`."""
    verdict = demand(actor, "type.manage")
    with transaction.atomic():
        saved = save_type(actor, type, reason=reason)
        with action(actor, "type.propose_people", reason=reason.strip(), role=verdict.role) as act:
            for part, chosen in people.items():
                propose_people(act, saved, part=part, people=chosen)
            if templates is not None:
                put_templates(saved, templates)
    return saved


def put_templates(type: DocumentType, keys: Sequence[int]) -> None:
    """Set the further templates of a type by the keys of their documents, under an open action."""
    wanted = {key for key in keys if key != type.template_id}
    for known in type.further_templates.filter(active=True):
        if known.template_id in wanted:
            wanted.discard(known.template_id)
        else:
            known.active = False
            known.save(update_fields=["active"])
    for key in sorted(wanted):
        type.further_templates.create(template_id=key)


def _refuse_loop(type: DocumentType) -> None:
    node, depth = type.parent, 1
    while node is not None:
        depth += 1
        if node.pk == type.pk or depth > 3:
            raise Refused(
                "Choose a level above that gives at most three levels and no circle.", field="parent"
            )
        node = node.parent


def propose_people(act: Act, type: DocumentType, *, part: str, people: list[Person]) -> None:
    """Set the people proposed for a part of new documents of a type, under an open action."""
    wanted = {person.pk for person in people}
    for known in TypeDefault.objects.filter(type=type, part=part, active=True):
        if known.person_id in wanted:
            wanted.discard(known.person_id)
        else:
            known.active = False
            known.save(update_fields=["active"])
    for person in people:
        if person.pk in wanted:
            TypeDefault.objects.create(type=type, part=part, person=person)
