"""Fresh authentication for a signature: which ways are open to a person, and the check of each (21 CFR 11.200).

A signature is as strong as the sign-in: whoever needs a second factor to sign in gives one to sign (A11D-13-3, ADR-0041).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from probatum.kernel import lockout, series
from probatum.kernel.action import request_facts
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NOT_ACTIVE, LedgerBroken, Missing, NotAllowed, NotAuthenticated
from probatum.kernel.identity import federation, token
from probatum.kernel.ledger.witness import Folder
from probatum.kernel.people import Person

PASSWORD, PASSKEY, PROVIDER = "password", "passkey", "provider"


@dataclass(frozen=True, slots=True)
class Credential:
    """The components given for one signing: user name and password, and a code where a second factor is enrolled."""

    username: str
    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the authentication for a signature consisted of; `proof` is what a third party can check again."""

    components: tuple[str, ...]
    method: str
    session: str
    first: bool = True
    after: int = 0  # the first signature of the series, for a later one
    proof: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ways:
    """How one person can sign now. `later`: within a series, so that the secret alone is enough."""

    password: bool
    code: bool
    passkey: bool
    provider: bool
    later: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The ways that are open, the strongest first."""
        found = ((PROVIDER, self.provider), (PASSKEY, self.passkey), (PASSWORD, self.password))
        return tuple(name for name, is_open in found if is_open)


def ways_of(person: Person) -> Ways:
    """The ways in which a person can authenticate for a signature."""
    from allauth.mfa.models import Authenticator  # app ready

    enrolled = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    app, passkey = Authenticator.Type.TOTP in enrolled, Authenticator.Type.WEBAUTHN in enrolled
    linked = federation.subject_in_use(person) is not None
    at_provider = linked and settings.OIDC_SIGNING == "step-up"
    later = series.in_force(person) is not None
    return Ways(
        # a password alone is weaker than a sign-in that asks for the passkey as well
        password=person.has_usable_password() and not at_provider and (later or app or not passkey),
        code=app and not later,
        passkey=passkey,
        provider=at_provider and (app or not passkey),
        later=later,
    )


@lockout.in_turn
def authenticate(person: Person, credential: Credential | None) -> Evidence:
    """Check user name, password and, where one is enrolled, the one-time code (21 CFR 11.200(a)(1)).

    Raises NotAllowed when the person may not sign at all, NotAuthenticated when a component is missing or wrong;
    a failed attempt is counted and written to the ledger in an action of its own.
    """
    refuse_unless_may_sign(person)
    refuse_on_alarm()
    ways = ways_of(person)
    refuse_way(ways, PASSWORD)
    given = credential or Credential("", "")
    if not given.password or not (given.username or ways.later):
        raise NotAuthenticated("Enter your user name and your password to sign.", field="password")
    lockout.refuse_if_locked(person)
    right = is_name_of(person, given.username, ways) and person.check_password(given.password)
    components = ["password"] if ways.later else ["user name", "password"]
    if right and ways.code:
        right = is_code_of(person, given.code)
        components.append("one-time code")
    if not right:
        raise not_right(person, "The user name, password or code is not right.")
    lockout.note_success(person)
    return evidence(person, components, method=PASSWORD, ways=ways)


def refuse_way(ways: Ways, way: str) -> None:
    """Raise NotAuthenticated when a way is not open to the person, with the ways that are."""
    if way in ways.names:
        return
    sentences = {
        PASSKEY: "Sign with your passkey: your sign-in needs it, so your signature does too.",
        PROVIDER: f"Sign with {settings.OIDC_NAME}, where you sign in.",
        PASSWORD: "Sign with your user name and password.",
    }
    none = "You have nothing to sign with yet. An access administrator can send a link to choose a password."
    raise NotAuthenticated(sentences[ways.names[0]] if ways.names else none)


def is_name_of(person: Person, username: str, ways: Ways) -> bool:
    """Whether the user name given is the person's; within a series none has to be given."""
    if ways.later and not username:
        return True
    return username.strip().casefold() == person.username


def is_code_of(person: Person, code: str) -> bool:
    """Whether a one-time code is right; a code that was taken before is not."""
    from allauth.mfa.models import Authenticator  # app ready

    enrolled = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return enrolled is not None and bool(code) and bool(enrolled.wrap().validate_code(code))


def not_right(person: Person, sentence: str, *, field: str = "password") -> NotAuthenticated:
    """Count a failed attempt, and return the refusal to raise."""
    locked = lockout.note_failure(person, purpose="signature")
    end = "The account is locked now." if locked else "Nothing was signed."
    return NotAuthenticated(f"{sentence} {end}", field=field)


def evidence(
    person: Person,
    components: list[str],
    *,
    method: str,
    ways: Ways,
    proof: Mapping[str, str] | None = None,
) -> Evidence:
    """What is kept of a successful authentication; a later one of a series names the first signature."""
    running = series.in_force(person) if ways.later else None
    return Evidence(
        components=tuple(components),
        method=method,
        session=request_facts.get().session,
        first=running is None,
        after=running.first_id if running else 0,
        proof=proof or {},
    )


def refuse_on_alarm() -> None:
    """Raise LedgerBroken while the ledger does not continue what was sealed before: then nothing is signed."""
    alarm = Folder(settings.CHECKPOINTS).alarm()
    if alarm is not None:
        raise LedgerBroken(
            f"Signing is stopped because the ledger does not verify: {alarm['sentence']} "
            "A holder of the right to verify the ledger can look into it; other work goes on."
        )


def refuse_unless_may_sign(person: Person) -> None:
    """Raise NotAllowed unless identity was verified and the signature agreement accepted (11.100(b), 11.10(j))."""
    if request_facts.get().via == token.VIA:  # 21 CFR 11.200: a program gives no components of its own
        raise NotAllowed(f"An access token never signs. {person.name} signs on the page of the record.")
    if not person.is_active:
        raise NotAllowed(NOT_ACTIVE)
    if not person.may_sign:
        raise NotAllowed(
            "Your identity has not been verified for signing. An access administrator can record the verification."
        )
    if person.must_change_password:
        raise NotAllowed("Choose your own password first; the present one was issued for the first sign-in.")
    if person.agreement_version < int(setting("signature.agreement")):
        raise NotAllowed(
            "Accept the electronic signature agreement first.",
            missing=(Missing("Read and accept the signature agreement", "signature-agreement"),),
        )
