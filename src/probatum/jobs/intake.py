"""Jobs of intake: reports by e-mail, from a folder or a mailbox, where the settings name one."""

from __future__ import annotations

import imaplib
import logging

from procrastinate.contrib.django import app

from probatum.config.env import environment

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="intake.take_messages", queueing_lock="intake.take_messages", pass_context=False)
def take_messages(timestamp: int) -> None:
    """Take in what came by e-mail since the last minute; what cannot be fetched now is fetched later."""
    env = environment()
    if not (env.intake_folder or env.intake_imap_url):
        return
    from probatum.output import mailbox  # slow import

    try:
        if env.intake_folder:
            mailbox.take_folder(env.intake_folder)
        if env.intake_imap_url:
            mailbox.take_mailbox(env.intake_imap_url)
    except (OSError, imaplib.IMAP4.error) as error:
        log.error("Reports by e-mail could not be fetched: %s", type(error).__name__)
