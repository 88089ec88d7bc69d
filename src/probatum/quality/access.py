"""Review of who has access: every role held in a scope, kept or ended, each with a name behind it (P11-300-b, ACC-08, A11D-11-11).

What was held is written down when the review opens. A role that is ended ends at once, by the one door of `kernel.identity.access`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from probatum.kernel import search
from probatum.kernel.action import Act, action
from probatum.kernel.authz import Grant, demand, standing_in_for
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.fields import points_to
from probatum.kernel.identity.access import end_held
from probatum.kernel.identity.charge import in_charge, require, require_reason
from probatum.kernel.lifecycle import enter_state, lock, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person, Site
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Body, Record, issue_number, open_record

KIND, RIGHT = "access_review", "access.review"
RUNNING = ("open", "overdue")
OPEN, KEEP, REVOKE = "open", "keep", "revoke"
VERDICTS = ((OPEN, "No decision yet"), (KEEP, "Keep"), (REVOKE, "End"))
MOST = 5000
LONGEST = dt.timedelta(days=366)


class AccessReview(Body):
    """One review; its scope is the site of the record, or the whole organisation, its due day that of the record."""

    scheduled = models.BooleanField(default=False)
    conclusion = models.TextField(blank=True)
    overdue_since = models.DateTimeField(null=True, blank=True)


class AccessItem(models.Model):
    """One role held when the review was opened, with what a reviewer needs to know, and the decision on it."""

    review = points_to(AccessReview, related="listed")
    grant = points_to(Grant)
    person = points_to(Person)
    role = models.CharField(max_length=80)
    scope = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    last_sign_in = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=20, choices=VERDICTS, default=OPEN)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["review", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "grant"], name="access_item_once")]


def open_review(
    actor: Person, *, reviewers: list[Person], due: dt.date, site: Site | None = None
) -> AccessReview:
    """Open a review of the whole organisation or of the roles at one site.

    Raises NotAllowed without the right in that scope, Refused for a due day, an empty scope or reviewers that do not fit.
    """
    role = require(actor, RIGHT, site=site)
    today = timezone.localdate()
    if not today <= due <= today + LONGEST:
        raise Refused("Enter a due day from today on, within a year.", field="due")
    if not reviewers:
        raise Refused("Name at least one reviewer.", field="reviewers")
    with action(actor, "access_review.open", role=role) as act:
        review = begin(act, owner=actor, reviewers=reviewers, due=due, site=site)
        _refuse_alone(review, reviewers)
    return review


def begin(
    act: Act,
    *,
    owner: Person,
    reviewers: list[Person],
    due: dt.date,
    site: Site | None,
    scheduled: bool = False,
) -> AccessReview:
    """Open a review under an open action: write down what is held, name the reviewers, ask them."""
    process = process_of(KIND)
    held = held_in(site, at=act.at)
    if not held:
        raise Refused("Nobody holds a role there, so there is nothing to review.", field="site")
    record = open_record(
        act,
        kind=KIND,
        number=issue_number("AR-{n:04}", values={}),
        title=f"Access at {site.name}" if site else "Access in the whole organisation",
        state=process.start,
        owner=owner,
        site=site,
        due=due,
        definition=definition_of(act, process),
    )
    review = AccessReview.objects.create(record=record, scheduled=scheduled)
    AccessItem.objects.bulk_create(_item(review, grant) for grant in held)
    _name(act, record, reviewers)
    enter_state(act, record, process)
    search.index(record, text="")
    return review


def held_in(site: Site | None, *, at: dt.datetime) -> list[Grant]:
    """The roles held in a scope, of accounts that are not active too: such a role would come back with its account."""
    found = Grant.objects.filter(_in_force(at)).select_related("person", "role", "site")
    if site is not None:
        found = found.filter(site=site)
    return list(found.order_by("person__name", "person_id", "role__name", "id")[:MOST])


def _in_force(at: dt.datetime, *, of: str = "") -> Q:
    return Q(**{f"{of}ends": None}) | Q(**{f"{of}ends__gt": at})


def _item(review: AccessReview, grant: Grant) -> AccessItem:
    return AccessItem(
        review=review,
        grant=grant,
        person=grant.person,
        role=grant.role.name,
        scope=grant.site.name if grant.site else "Organisation",
        since=grant.starts,
        until=grant.ends,
        last_sign_in=grant.person.last_login,
    )


def _name(act: Act, record: Record, reviewers: list[Person]) -> None:
    for person in reviewers:
        if not in_charge(person, RIGHT, site=record.site):
            where = record.site.name if record.site else "the whole organisation"
            raise Refused(
                f"{person.name} does not hold the right to review access for {where}.", field="reviewers"
            )
    set_parts(act, record, process=process_of(KIND), name="reviewer", people=reviewers)


def _refuse_alone(review: AccessReview, reviewers: list[Person]) -> None:
    if len(reviewers) == 1 and AccessItem.objects.filter(review=review, person=reviewers[0]).exists():
        raise Refused(
            f"{reviewers[0].name} holds roles in this scope and cannot decide on their own. Name a second reviewer.",
            field="reviewers",
        )


def name_reviewers(actor: Person, review: AccessReview, *, reviewers: list[Person], reason: str) -> None:
    """Name other reviewers of a running review. Raises NotAllowed without the right in its scope, Refused without anybody."""
    record = review.record
    role = require(actor, RIGHT, site=record.site)
    why = require_reason(reason)
    if not reviewers:
        raise Refused("Name at least one reviewer.", field="reviewers")
    with action(actor, "access_review.name_reviewers", record=record, role=role, reason=why) as act:
        locked = lock(record)
        if locked.state not in RUNNING:
            raise Refused("This review has ended.")
        _name(act, locked, reviewers)
        _refuse_alone(review, reviewers)
        enter_state(act, locked, process_of(KIND))
        touch(act, locked)


def undecided(review_id: int) -> QuerySet[AccessItem]:
    """The roles without a decision that are still held; what ended otherwise needs none."""
    return AccessItem.objects.filter(
        _in_force(timezone.now(), of="grant__"), review_id=review_id, verdict=OPEN
    )


def tally(review_id: int) -> dict[str, int]:
    """How many roles have which decision."""
    found = AccessItem.objects.filter(review_id=review_id).order_by().values_list("verdict")
    return dict(found.annotate(many=models.Count("id")))


def decide_items(actor: Person, review: AccessReview, verdicts: Mapping[int, tuple[str, str]]) -> None:
    """Keep roles or end them, by item, in one action; what is ended ends now.

    Raises NotAllowed for anybody but a reviewer and for their own roles, Refused for an end without a reason.
    """
    record = review.record
    behalf = _reviewing_for(actor, record)
    role = require(actor, RIGHT, site=record.site)
    items = {
        item.pk: item
        for item in AccessItem.objects.filter(review=review, pk__in=verdicts).select_related(
            "grant__role", "grant__person"
        )
    }
    if len(items) != len(verdicts):
        raise Refused("A role of another review was named. Nothing was changed.")
    for key, (verdict, reason) in verdicts.items():
        _check_verdict(actor, items[key], verdict=verdict, reason=reason)
    if not verdicts:
        return
    reasons = dict.fromkeys(reason.strip() for verdict, reason in verdicts.values() if verdict == REVOKE)
    why = "; ".join(reasons)[:1000]
    with action(
        actor, "access_review.decide", record=record, role=role, reason=why, on_behalf_of=behalf
    ) as act:
        locked = lock(record)
        if locked.state not in RUNNING:
            raise Refused("This review has ended. Nothing was changed.")
        for key, (verdict, reason) in verdicts.items():
            settle(act, items[key], verdict=verdict, reason=reason)
        touch(act, locked)


def _reviewing_for(actor: Person, record: Record) -> str:
    """The absent reviewer an actor stands in for; empty for a reviewer. Raises NotAllowed for anybody else."""
    named = {held.person_id: held.person.name for held in parts_of(record) if held.name == "reviewer"}
    if record.state in RUNNING and actor.pk in named:
        return ""
    absent = [named[one.absent_id] for one in standing_in_for(actor) if one.absent_id in named]
    if record.state not in RUNNING or not absent:
        raise NotAllowed("Only the reviewers decide, while the review is open.")
    return str(absent[0])


def _check_verdict(actor: Person, item: AccessItem, *, verdict: str, reason: str) -> None:
    if item.person_id == actor.pk:
        raise NotAllowed("You hold this role yourself, so another reviewer has to decide on it.")
    if verdict not in (KEEP, REVOKE):
        raise Refused("Choose “keep” or “end”.", field=f"verdict_{item.pk}")
    if item.verdict == REVOKE:
        raise Refused(
            f"The role {item.role} was ended already. An access administrator can grant it again.",
            field=f"verdict_{item.pk}",
        )
    if verdict == REVOKE and not reason.strip():
        raise Refused("Say why the role ends.", field=f"reason_{item.pk}")


def settle(act: Act, item: AccessItem, *, verdict: str, reason: str) -> None:
    """Write a decision down under an open action, and end the role where that is the decision."""
    if verdict == REVOKE:
        end_held(act, item.grant)
    item.verdict, item.reason = verdict, reason.strip()
    item.decided_at, item.decided_by = act.at, act.person
    item.save(update_fields=["verdict", "reason", "decided_at", "decided_by"])


def conclude(act: Act, review_id: int, *, conclusion: str) -> None:
    """Keep the conclusion, under the open action of the sign-off."""
    AccessReview.objects.filter(pk=review_id).update(conclusion=conclusion)


def note_taken(actor: Person, review: AccessReview, *, form: str) -> None:
    """Note that the list was taken out of the system, as a file or on paper. Raises NotAllowed when it is not theirs to see."""
    verdict = demand(actor, "record.view", record=review.record)
    with action(actor, "access_review.export", record=review.record, role=verdict.role) as act:
        act.note({"form": form, "roles": AccessItem.objects.filter(review=review).count()})
