"""The documents with real bytes of the document pages."""

from tests.web.documents.conftest import draft, effective, typeset_content

__all__ = ["draft", "effective", "typeset_content"]
