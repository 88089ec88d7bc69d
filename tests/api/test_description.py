"""The description of the interface: fetched with a token, complete, with a schema for each kind, and loading nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from probatum.api import description
from probatum.api.interface import api
from probatum.kernel.process import registered
from tests.api.conftest import Programs
from tests.world import World


def references(told: Any) -> set[str]:
    """Every schema that is referred to."""
    if isinstance(told, dict):
        own = {told["$ref"]} if "$ref" in told else set()
        return own.union(*(references(value) for value in told.values()))
    return set().union(*(references(value) for value in told)) if isinstance(told, list) else set()


@pytest.mark.requirement("INT-02", "INT-15")
def test_description_is_fetched_with_a_token(world: World, program: Programs) -> None:
    told = program(world.rhea).get("/openapi.json").json()
    assert (told["openapi"], told["info"]["title"]) == ("3.1.0", "Probatum")


@pytest.mark.requirement("INT-15")
def test_every_reference_leads_to_a_schema() -> None:
    told = description.document()
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert references(told) - known == set()


@pytest.mark.requirement("INT-15")
def test_every_kind_has_its_schemas_with_every_field_and_state() -> None:
    schemas = description.document()["components"]["schemas"]
    for process in registered():
        own = schemas[process.kind]["allOf"][1]["properties"]
        assert own["state"]["enum"] == [*(state.name for state in process.states), "disposed"]
        fields = {field.name for section in process.sections for field in section.fields}
        assert set(own.get("values", {}).get("properties", {})) == fields
        assert (f"{process.kind}_new" in schemas) == bool(process.opens)


@pytest.mark.requirement("INT-15", "P11-200-a1")
def test_moves_that_are_signed_are_not_offered_to_programs() -> None:
    schemas = description.document()["components"]["schemas"]
    for process in registered():
        for move in process.moves:
            offered = f"{process.kind}_move_{move.name}" in schemas
            assert offered == (move.meaning is None and not move.automatic), (process.kind, move.name)


@pytest.mark.requirement("INT-02")
def test_every_operation_says_how_it_refuses_and_what_for() -> None:
    for address, operations in description.document()["paths"].items():
        for operation in operations.values():
            assert set(description.REFUSALS) <= set(operation["responses"]), address
            assert operation["summary"], address


@pytest.mark.requirement("INT-02")
def test_nothing_is_loaded_from_elsewhere() -> None:
    assert (api.docs_url, api.openapi_url) == (None, None)
    assert re.findall(r"https?://[^\s\"']+", str(description.document())) == []
