"""The migration operation that captures a table, to stand right behind the CreateModel it belongs to."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Capture(Operation):
    """Put a table under the ledger: every insert, update and deletion becomes an entry.

    `root` names the captured table and the column that leads to it, so that the row's history files under that
    record. `mask` columns never show their value, `personal` ones can be erased, `ignore` ones are left out.
    `why` is True when every change and deletion needs a reason, or a list of columns. `append_only` rows are
    never changed or deleted. `delete` lets the run-time role delete rows, which then show in the ledger.
    Reversing does nothing: what was captured stays captured until the table goes.
    """

    reversible = True
    reduces_to_sql = True
    elidable = False

    def __init__(
        self,
        table: str,
        root: tuple[str, str] | None = None,
        mask: Sequence[str] = (),
        personal: Sequence[str] = (),
        ignore: Sequence[str] = (),
        why: bool | Sequence[str] = False,
        append_only: bool = False,
        delete: bool = False,
    ) -> None:
        self.table, self.root = table, root
        self.mask, self.personal, self.ignore = list(mask), list(personal), list(ignore)
        self.why: bool | list[str] = why if isinstance(why, bool) else list(why)
        self.append_only, self.delete = append_only, delete

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a squashed migration needs to write this operation again."""
        facts = {
            "table": self.table, "root": self.root, "mask": self.mask, "personal": self.personal,
            "ignore": self.ignore, "why": self.why, "append_only": self.append_only, "delete": self.delete,
        }  # fmt: skip
        return (type(self).__qualname__, [], {k: v for k, v in facts.items() if v})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Register the table; its foreign keys, which Django holds back to the end, come as a schema entry later."""
        root, column = self.root or (None, None)
        why = ["*"] if self.why is True else (self.why or [])
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT ledger.register(%s, %s, %s, %s::text[], %s::text[], %s::text[], %s::text[], %s)",
                (self.table, root, column, self.mask, self.personal, self.ignore, why, self.append_only),
            )
            name = schema_editor.quote_name(self.table)
            if self.append_only:
                cursor.execute(f"REVOKE UPDATE, DELETE ON public.{name} FROM probatum_app")
            elif self.delete:
                cursor.execute(f"GRANT DELETE ON public.{name} TO probatum_app")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do nothing: history is never taken back."""

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Capture changes of {self.table} in the ledger"

    @property
    def migration_name_fragment(self) -> str:
        """Name for generated migrations."""
        return f"capture_{self.table}"
