"""Every table of the document area, gathered where Django looks for them."""

from probatum.documents.change_list import ChangeItem, ChangeRequest
from probatum.documents.collection import CollectionImport, ImportedRow, ImportSample, Migrated
from probatum.documents.content import CheckOut, Document, Draft, Version
from probatum.documents.copies import ControlledCopy, Paper
from probatum.documents.disposal import Disposal, DisposalItem
from probatum.documents.findings import Findings, Mark
from probatum.documents.identifiers import Identifier
from probatum.documents.merge_fields import Filled
from probatum.documents.placeholders import Filling, Placeholder
from probatum.documents.recording import Recording
from probatum.documents.retention import TypeRetention
from probatum.documents.reviewing import PeriodicReview
from probatum.documents.template import MadeFrom, TypeTemplate
from probatum.documents.translation import Translation
from probatum.documents.types import DocumentType, TypeDefault

__all__ = [
    "ChangeItem",
    "ChangeRequest",
    "CheckOut",
    "CollectionImport",
    "ControlledCopy",
    "Disposal",
    "DisposalItem",
    "Document",
    "DocumentType",
    "Draft",
    "Filled",
    "Filling",
    "Findings",
    "Identifier",
    "ImportSample",
    "ImportedRow",
    "MadeFrom",
    "Mark",
    "Migrated",
    "Paper",
    "PeriodicReview",
    "Placeholder",
    "Recording",
    "Translation",
    "TypeDefault",
    "TypeRetention",
    "TypeTemplate",
    "Version",
]
