"""Addresses under documents/."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from probatum.web import pages
from probatum.web.documents import (
    addresses,
    bulk,
    changes,
    citing,
    classification,
    compare,
    create,
    editor,
    expected,
    facts,
    header,
    library,
    locking,
    made_from,
    names,
    overview,
    ownerless,
    periodic,
    properties,
    reader,
    recordings,
    remarks,
    review_page,
    taking,
    types,
    versions,
    where_used,
    workspace,
)

register_converter(addresses.NumberConverter, "number")
addresses.register()
pages.register("document", badges=header.badges_of)
pages.register("version", changes=changes.changes_of, badges=header.badges_of)
__all__ = ["citing", "periodic", "urlpatterns"]  # the first two say what generic pages show

_DOCUMENT = "documents/<number:number>/"
_VERSION = "documents/<number:number>/versions/<int:major>/"

urlpatterns: list[URLPattern] = [
    path("documents/", library.library, name="documents"),
    path("documents/export.<slug:form>", library.exported, name="documents-export"),
    path("documents/files.zip", taking.library_tree, name="documents-tree"),
    path("documents/together/", bulk.bulk, name="documents-bulk"),
    path("documents/drafts/", workspace.workspace, name="document-drafts"),
    path("documents/drafts/export.csv", workspace.workspace_csv, name="document-drafts-export"),
    path("documents/new/", create.new, name="document-new"),
    path("documents/expected/new/", expected.new, name="expected-new"),
    path("documents/expected/<uuid:uuid>/create/", expected.create, name="expected-create"),
    path("documents/other-names/", names.listed, name="documents-listed"),
    path("documents/without-owner/", ownerless.queue, name="documents-ownerless"),
    path("documents/types/", types.types, name="document-types"),
    path("documents/types/new/", types.new, name="document-type-new"),
    path("documents/types/<str:code>/", types.edit, name="document-type"),
    path(_DOCUMENT, overview.document, name="document"),
    path(f"{_DOCUMENT}compare/", compare.compare, name="document-compare"),
    path(f"{_DOCUMENT}where-used/", where_used.where_used, name="document-where-used"),
    path(f"{_DOCUMENT}where-used/<int:key>/end/", where_used.end, name="document-link-end"),
    path(f"{_DOCUMENT}evidence.zip", taking.package, name="document-package"),
    path(f"{_DOCUMENT}other-names/", names.names, name="document-names"),
    path(f"{_DOCUMENT}other-names/<int:key>/end/", names.end, name="document-name-end"),
    path(f"{_DOCUMENT}new-version/", facts.start, name="document-start"),
    path(f"{_DOCUMENT}classification/", classification.classification, name="document-classification"),
    path(f"{_DOCUMENT}properties/", properties.properties, name="document-properties"),
    path(_VERSION, overview.version, name="document-version"),
    path(f"{_VERSION}versions/", versions.versions, name="document-versions"),
    path(f"{_VERSION}signatures/", versions.signatures, name="document-signatures"),
    path(f"{_VERSION}details/", facts.facts, name="version-facts"),
    path(f"{_VERSION}people/<slug:part>/", facts.people, name="version-people"),
    path(f"{_VERSION}review/", review_page.review, name="version-review"),
    path(f"{_VERSION}review/<int:key>/<slug:outcome>/", review_page.settle, name="version-settle"),
    path(f"{_VERSION}comment/", remarks.remark, name="version-remark"),
    path(f"{_VERSION}check-out/", locking.check_out, name="version-check-out"),
    path(f"{_VERSION}check-out/cancel/", locking.cancel, name="version-cancel"),
    path(f"{_VERSION}check-in/", locking.check_in, name="version-check-in"),
    path(f"{_VERSION}unlock/", locking.unlock, name="version-unlock"),
    path(f"{_VERSION}template/", made_from.follow, name="version-follow-template"),
    path(f"{_VERSION}editor/", editor.editor, name="version-editor"),
    path(f"{_VERSION}editor/preview/", editor.preview, name="version-preview"),
    path(f"{_VERSION}editor/pictures/", editor.add_picture, name="version-pictures"),
    path(f"{_VERSION}pictures/<slug:sha256>", editor.picture, name="version-picture"),
    path(f"{_VERSION}pages/<int:page>.png", reader.page, name="version-page"),
    path(f"{_VERSION}document.pdf", reader.pdf, name="version-pdf"),
    path(f"{_VERSION}print/", reader.print_sheet, name="version-print"),
    path(f"{_VERSION}print.pdf", reader.printed, name="version-printed"),
    path(f"{_VERSION}recording", recordings.played, name="version-recording"),
    path(f"{_VERSION}recording/file", recordings.taken, name="version-recording-file"),
    path(f"{_VERSION}source", reader.source, name="version-source"),
    path(f"{_VERSION}drafts/<int:minor>/document.pdf", reader.earlier_pdf, name="draft-pdf"),
    path(f"{_VERSION}drafts/<int:minor>/source", reader.earlier_source, name="draft-source"),
]
