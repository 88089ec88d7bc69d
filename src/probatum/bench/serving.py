"""The web application in this process, called as its server calls it, and the clocks beside it.

Time is measured around the call; processor time is this process and the database's process for it, so a
neighbour on the machine disturbs the first but not the second.
"""

from __future__ import annotations

import io
import os
import re
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from probatum.config import database
from probatum.config.env import environment

FLOOR = "/floor/"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def set_up() -> None:
    """Load the application as `probatum web` does, with the floor's page beside its own."""
    os.environ["PROBATUM_PROCESS"] = "web"
    os.environ["PROBATUM_LOG_LEVEL"] = "ERROR"
    os.environ["PROBATUM_STATIC"] = "collected"
    environment.cache_clear()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    import django  # slow import
    from django.conf import settings  # slow import

    from probatum.cli.web import collect_static  # slow import

    collect_static()
    django.setup()
    settings.ROOT_URLCONF = "probatum.bench.addresses"
    from probatum.config.memory import settle  # slow import

    settle()


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: seconds, processor seconds of web and database together, statements."""

    seconds: float
    processor: float
    queries: int


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str
    sample: Sample


@dataclass(slots=True)
class Browser:
    """A person with a session; keeps cookies and nothing else."""

    database: Backends
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for a page. Raises AssertionError when it is not answered well."""
        return self._ask("GET", path, b"")

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Send a form with the token of this session. Raises AssertionError when it is not answered well."""
        told = {**data, "csrfmiddlewaretoken": self.cookies.get("probatum_csrf", "")}
        return self._ask("POST", path, urlencode(told).encode())

    def sign_in(self, username: str, passphrase: str) -> None:
        """Sign in through the page."""
        found = _TOKEN.search(self.get("/accounts/login/").body)
        assert found is not None, "the sign-in page carries no token"
        answer = self.post("/accounts/login/", {"login": username, "password": passphrase})
        assert answer.status == 302, f"{username} could not sign in"

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        from django.db import connection  # app ready

        queries = [0]

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            queries[0] += 1
            return execute(sql, params, many, context)

        status: list[Any] = []
        with connection.execute_wrapper(count):
            begun, used = time.perf_counter(), time.process_time() + self.database.processor()
            answered = _application()(self._environ(method, path, body), lambda *told: status.extend(told))
            content = b"".join(answered)
            if hasattr(answered, "close"):
                answered.close()
            took = time.perf_counter() - begun
        used = time.process_time() + self.database.processor() - used
        code, headers = int(status[0][:3]), status[1]
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        assert code < 400, f"{method} {path} answered {status[0]}"
        return Answer(code, dict(headers), content.decode(errors="replace"), Sample(took, used, queries[0]))

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        address, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_USER_AGENT": "probatum bench",
            "HTTP_COOKIE": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def _application() -> Callable[..., Iterable[bytes]]:
    from probatum.config.wsgi import application  # app ready

    return application


class Backends:
    """The processes of the database that serve this one, and the processor time they have used."""

    def __init__(self, watch: psycopg.Connection) -> None:
        self.watch = watch
        self.pids: list[int] = []

    def look(self) -> None:
        """Find them again; the pool opens and closes connections."""
        self.pids = [
            row[0]
            for row in self.watch.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'probatum web'"
            )
        ]

    def processor(self) -> float:
        """Seconds of processor time used so far."""
        return sum(map(_processor_of, self.pids))


def _processor_of(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def backends() -> Any:
    """The database's processes, watched over a connection of the administrator."""
    parameters: Any = database.address(environment(), "superuser").parameters()
    with psycopg.connect(**parameters, autocommit=True) as watch:
        yield Backends(watch)


def figures(samples: list[Sample]) -> dict[str, float]:
    """Milliseconds at the median and the 95th of a hundred, processor milliseconds and queries at the median."""
    times = sorted(sample.seconds for sample in samples)
    return {
        "p50_ms": 1000 * statistics.median(times),
        "p95_ms": 1000 * times[min(len(times) - 1, int(0.95 * len(times)))],
        "cpu_ms": 1000 * statistics.median(sample.processor for sample in samples),
        "queries": statistics.median_high(sample.queries for sample in samples),
        "most_queries": max(sample.queries for sample in samples),
        "requests": len(samples),
    }
