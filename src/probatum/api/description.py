"""The description of the interface (OpenAPI 3.1): the routes, and for each kind what it asks, keeps and moves by.

A typed client can be made from it; a copy of it is kept with the documentation and compared whenever the code changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from probatum.kernel.process import Move, Process, registered
from probatum.kernel.section import LONGEST, Field, Section

ROOT = "/api/v1"
REFUSALS = {
    "400": "It cannot be done as things stand; the sentence says what is missing.",
    "401": "No token, or one that does not count.",
    "403": "The account or the token may not do this.",
    "404": "Nothing here that may be seen.",
    "409": "Somebody else changed the record; nothing was changed.",
    "422": "The request does not fit this description.",
    "429": "Too many requests in a minute.",
    "503": "The database cannot be reached, or the ledger does not verify.",
}
_PERSON = {"type": "string", "description": "User name of an active account."}
_DEPARTMENT = {"type": "string", "description": "Code of a department."}


@cache
def document() -> dict[str, Any]:
    """The whole description; made once, because definitions do not change while the program runs."""
    from probatum.api.interface import api  # app ready

    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    schemas = told["components"]["schemas"]
    schemas |= _refusal_schemas()
    sections: list[str] = []
    moves: list[str] = []
    for process in sorted(registered(), key=lambda one: one.kind):
        schemas |= _of_kind(process, sections, moves)
        told["paths"] |= _paths(process)
    paths = told["paths"]
    if sections:
        _offer(paths[f"{ROOT}/records/{{uuid}}/sections/{{section}}"]["patch"], sections)
    _offer(paths[f"{ROOT}/records/{{uuid}}/moves/{{move}}"]["post"], moves)
    for operations in paths.values():
        for operation in operations.values():
            answers = {str(status): answer for status, answer in operation["responses"].items()}
            operation["responses"] = {**answers, **_refusals()}
    told["paths"] = dict(sorted(paths.items()))
    return told


def _refusal_schemas() -> dict[str, Any]:
    from probatum.api.schemas import RefusalOut  # app ready

    made = RefusalOut.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = made.pop("$defs", {})
    return {**inner, "RefusalOut": made}


def _refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("RefusalOut")}}
    return {status: {"description": text, "content": content} for status, text in REFUSALS.items()}


def _offer(operation: dict[str, Any], names: Iterable[str]) -> None:
    body = operation["requestBody"]["content"]["application/json"]
    body["schema"] = {"anyOf": [_ref(name) for name in sorted(names)]}


def _paths(process: Process) -> dict[str, Any]:
    """The routes of one kind by its name, with schemas of its own."""
    name, label = process.kind, process.label.lower()
    found: dict[str, Any] = {}
    if process.opens:
        body = {"application/json": {"schema": _ref(f"{name}_new")}}
        found["post"] = {
            "operationId": f"open_{name}",
            "summary": f"Open a {label}",
            "tags": [process.label],
            "requestBody": {"required": True, "content": body},
            "responses": {"201": _answer(name)},
            "security": [{"Bearer": []}],
        }
    return {f"{ROOT}/kinds/{name}/records": found} if found else {}


def _answer(name: str) -> dict[str, Any]:
    return {
        "description": "The record as it stands.",
        "content": {"application/json": {"schema": _ref(name)}},
    }


def _of_kind(process: Process, sections: list[str], moves: list[str]) -> dict[str, Any]:
    """The schemas of one kind: its record, what opens one, each section, each move that a token can make."""
    name = process.kind
    fields = [field for section in process.sections for field in section.fields]
    kept = {"type": "object", "properties": {one.name: _kept(one) for one in fields}}
    states = {"type": "string", "enum": [one.name for one in process.states] + ["disposed"]}
    own = {"kind": {"const": name}, "state": states, **({"values": kept} if fields else {})}
    found: dict[str, Any] = {
        name: {
            "title": process.label,
            "allOf": [_ref("WholeOut"), {"type": "object", "properties": own}],
        }
    }
    if process.opens:
        found[f"{name}_new"] = _new(process)
    for section in process.sections:
        found[f"{name}_section_{section.name}"] = _edit(process, section)
        sections.append(f"{name}_section_{section.name}")
    for move in process.moves:
        if not move.automatic and move.meaning is None:
            found[f"{name}_move_{move.name}"] = _made(process, move)
            moves.append(f"{name}_move_{move.name}")
    return found


def _new(process: Process) -> dict[str, Any]:
    asked = [field for section in process.sections if section.at_opening for field in section.fields]
    parts = {rule.name: {"type": "array", "items": _PERSON} for rule in process.parts}
    text = {"type": "string"}
    return _object(
        f"New {process.label.lower()}",
        {
            "title": {**text, "maxLength": 300},
            "values": _object("Values", {one.name: _sent(one) for one in asked}, _required(asked)),
            "site": {**text, "description": "Code of the site; not for what is part of another record."},
            "department": _DEPARTMENT,
            "owner": _PERSON,
            "parent": {**text, "format": "uuid", "description": _parents(process)},
            "parts": _object("People", parts),
            "confidential": {"type": "boolean"},
        },
        ["title", *(["values"] if _required(asked) else []), *(["parent"] if process.parents else [])],
    )


def _parents(process: Process) -> str:
    return (
        f"The record it is part of: {' or '.join(process.parents)}."
        if process.parents
        else "Not for this kind."
    )


def _edit(process: Process, section: Section) -> dict[str, Any]:
    values = _object("Values", {one.name: _sent(one) for one in section.fields})
    return _object(
        f"{process.label}: {section.label}",
        {"values": values, "based_on": _VERSION, "reason": {"type": "string"}},
        ["values", "based_on"],
    )


def _made(process: Process, move: Move) -> dict[str, Any]:
    fields = [Field(one.name, one.label, one.type, one.required, choices=one.choices) for one in move.inputs]
    values = _object("Values", {one.name: _sent(one) for one in fields}, _required(fields))
    needed = ["based_on", *(["reason"] if move.reason else []), *(["values"] if _required(fields) else [])]
    return _object(
        f"{process.label}: {move.label}",
        {"based_on": _VERSION, "values": values, "reason": {"type": "string"}},
        needed,
    )


_VERSION = {"type": "integer", "description": "The version of the record that was read."}


def _required(fields: Iterable[Field]) -> list[str]:
    return [one.name for one in fields if one.required and one.when is None]


def _object(title: str, properties: dict[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    told = {"title": title, "type": "object", "properties": properties, "additionalProperties": False}
    return {**told, **({"required": list(required)} if required else {})}


# --- Fields ---
def _sent(field: Field) -> dict[str, Any]:
    """What is sent for a field."""
    items = {"type": "string", "description": f"Code of an item of the register {field.register}."}
    known: dict[str, dict[str, Any]] = {
        "date": {"type": "string", "format": "date"},
        "moment": {"type": "string", "format": "date-time"},
        "choice": {"type": "string", "enum": [value for value, _ in field.choices]},
        "yes_no": {"type": "boolean"},
        "whole": {"type": "integer", "minimum": 0},
        "number": {"type": "string", "description": "Digits as measured, such as 4.20."},
        "person": _PERSON,
        "department": _DEPARTMENT,
        "item": {"type": "array", "items": items, "maxItems": 1},
        "items": {"type": "array", "items": items},
    }
    found = known.get(field.type, {"type": "string", "maxLength": LONGEST.get(field.type, 300)})
    return {"title": field.label, **found}


def _kept(field: Field) -> dict[str, Any]:
    """What is read of a field."""
    known: dict[str, dict[str, Any]] = {
        "person": _ref("PersonOut"),
        "department": _ref("PlaceOut"),
        "item": {"type": "array", "items": _ref("ItemOut")},
        "items": {"type": "array", "items": _ref("ItemOut")},
    }
    return {"title": field.label, "anyOf": [known.get(field.type, _sent(field)), {"type": "null"}]}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
