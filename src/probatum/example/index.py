"""The register of the example documents, in the order they are created, so that the numbers come out as written in the texts."""

from probatum.example.index_company import COMPANY_DOCUMENTS
from probatum.example.index_laboratory import LABORATORY_DOCUMENTS
from probatum.example.index_operations import OPERATIONS_DOCUMENTS
from probatum.example.index_oversight import OVERSIGHT_DOCUMENTS
from probatum.example.index_quality import QUALITY_DOCUMENTS
from probatum.example.story import ExampleDocument

# The template and the policy come first: the other texts rest on them.
DOCUMENTS: tuple[ExampleDocument, ...] = (
    *COMPANY_DOCUMENTS,
    *QUALITY_DOCUMENTS,
    *OVERSIGHT_DOCUMENTS,
    *LABORATORY_DOCUMENTS,
    *OPERATIONS_DOCUMENTS,
)

_BY_NUMBER = {each.number: each for each in DOCUMENTS}


def document(number: str) -> ExampleDocument:
    """The document with that number. Raises KeyError when there is none."""
    return _BY_NUMBER[number]
