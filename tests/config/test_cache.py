"""The shared cache: one statement a value, the first of two wins, what has expired goes."""

from __future__ import annotations

import base64
import pickle
from typing import Any, cast

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from probatum.config.cache import OneStatementCache

pytestmark = pytest.mark.django_db


def _cache() -> OneStatementCache:
    return cast(OneStatementCache, caches["default"])


def test_a_value_is_kept_in_one_statement() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        _cache().set("kept:set", {"at": 1}, 60)
        assert _cache().add("kept:add", "first", 60)
    assert len(asked) == 2
    assert (_cache().get("kept:set"), _cache().get("kept:add")) == ({"at": 1}, "first")


def test_only_the_first_adds_and_a_later_one_after_the_end() -> None:
    assert _cache().add("kept:once", "first", 60)
    assert not _cache().add("kept:once", "second", 60)
    assert _cache().get("kept:once") == "first"
    _cache().set("kept:once", "over", -1)
    assert _cache().add("kept:once", "third", 60)
    assert _cache().get("kept:once") == "third"


def test_what_has_expired_is_cleared_and_the_rest_stays() -> None:
    _cache().set("kept:over", 1, -1)
    _cache().set("kept:for-ever", 2, None)
    _cache().clear_expired()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE cache_key LIKE '%kept:over'), "
            "count(*) FILTER (WHERE cache_key LIKE '%kept:for-ever') FROM config_cache"
        )
        assert cursor.fetchone() == (0, 1)


class _Planted:
    """What an insider with the run-time role would write into the table."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _ran.append, ("planted",)


_ran: list[str] = []


@pytest.mark.requirement("P11-10-d")
def test_value_written_past_the_program_runs_nothing_and_is_not_there() -> None:
    _cache().set("kept:planted", 1, 60)
    written = base64.b64encode(pickle.dumps(_Planted())).decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE config_cache SET value = %s WHERE cache_key LIKE '%%kept:planted'", [written])
    assert _cache().get("kept:planted") is None
    assert _ran == []


def test_value_that_json_does_not_know_is_refused_at_writing() -> None:
    with pytest.raises(TypeError):
        _cache().set("kept:strange", object(), 60)
