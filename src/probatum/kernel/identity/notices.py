"""Messages about accounts: activation links to the person, alarms to the security contact. Sent after the commit.

A message that cannot be sent never undoes what it tells of; the page says where messages go.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from probatum.kernel.configuration import setting
from probatum.kernel.people import Person

logger = logging.getLogger(__name__)


def goes_to_folder() -> bool:
    """True when no mail server is set up, so that messages are kept in the folder `mail` of the data folder."""
    return "filebased" in str(settings.EMAIL_BACKEND)


def send(to: str, *, subject: str, text: str) -> None:
    """Send a message once the transaction has committed."""
    transaction.on_commit(lambda: _deliver(to, subject, text))


def account_locked(person: Person) -> None:
    """Tell the security contact at once (21 CFR 11.300(d)), and the person."""
    text = (
        f"The account {person.username} ({person.name}) was locked after repeated failed attempts.\n"
        "If these attempts were not the person's own, check the access log and the sessions of the account."
    )
    for address in filter(None, (str(setting("security.contact")), person.email)):
        send(address, subject="An account was locked", text=text)


def _deliver(to: str, subject: str, text: str) -> None:
    try:
        send_mail(subject, text, None, [to])
    except OSError:  # SMTPException is one
        logger.exception("A message about an account could not be sent")
