"""The WSGI application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from probatum.config.memory import settle
from probatum.config.orphans import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
die_with_parent()  # a worker that outlives its master would keep taking half of the requests
application = get_wsgi_application()
settle()
