"""Addresses of the web interface: nouns, records by uuid. Sign-in, people and documents bring their own."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from probatum.web import frames
from probatum.web.views import (
    attachments,
    catalogues,
    comments,
    confirming,
    history,
    kept,
    ledger_page,
    lists,
    moves,
    opening,
    records,
    saved_views,
    search,
    settings_pages,
    staffing,
    together,
    watch_page,
    work,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", work.work, name="work"),
    path("search/", search.search, name="search"),
    path("search/hits/", search.palette, name="palette"),
    path("signing/", together.together, name="together"),
    path("signing/passkey/", confirming.by_passkey, name="confirm-by-passkey"),
    path("records/<uuid:uuid>/", records.record, name="record"),
    path("records/<uuid:uuid>/moves/<slug:name>/", moves.move, name="record-move"),
    path("records/<uuid:uuid>/signatures/", records.signatures, name="record-signatures"),
    path("records/<uuid:uuid>/history/", history.history, name="record-history"),
    path("records/<uuid:uuid>/history/<slug:form>/", history.exported, name="record-history-export"),
    path("records/<uuid:uuid>/kept/", kept.keep, name="record-keep"),
    path("records/<uuid:uuid>/link/", kept.share, name="record-link"),
    path("notices/", kept.noted, name="notices-noted"),
    path("records/<uuid:uuid>/comments/", comments.comments, name="record-comments"),
    path("records/<uuid:uuid>/comments/<int:number>/resolved/", comments.resolved, name="comment-resolved"),
    path("records/<uuid:uuid>/sections/<slug:name>/", opening.section, name="record-section"),
    path("records/<uuid:uuid>/people/", staffing.staff, name="record-people"),
    path("records/<uuid:uuid>/files/new/", attachments.attaching, name="record-attach"),
    path("records/<uuid:uuid>/files/<int:number>/", attachments.attachment, name="record-file"),
    path("records/<uuid:uuid>/files/<int:number>/back/", attachments.taking_back, name="record-file-back"),
    path("records/<uuid:uuid>/parts/<slug:kind>/new/", opening.opening, name="record-part-new"),
    path("records/<slug:kind>/", lists.records, name="record-list"),
    path("records/<slug:kind>/new/", opening.opening, name="record-new"),
    path("records/<slug:kind>/export/", lists.records_csv, name="record-list-export"),
    path("views/<slug:page>/", saved_views.views, name="saved-views"),
    path("views/<slug:page>/new/", saved_views.new, name="saved-view-new"),
    path("views/<slug:page>/<int:number>/", saved_views.view, name="saved-view"),
    path("ledger/", ledger_page.ledger, name="ledger"),
    path("ledger/checkpoint", ledger_page.signed_checkpoint, name="checkpoint"),
    path("ledger/verification/", ledger_page.verification, name="ledger-verification"),
    path("administration/", settings_pages.administration, name="administration"),
    path("administration/watch/", watch_page.watch, name="watch"),
    path("administration/settings/", settings_pages.settings, name="settings"),
    path("administration/settings/export/", settings_pages.exported, name="configuration-export"),
    path("administration/settings/<str:key>/", settings_pages.setting, name="setting"),
    path("administration/sites/", settings_pages.sites, name="sites"),
    path("administration/sites/new/", settings_pages.site, name="site-new"),
    path("administration/sites/of/<str:code>/", settings_pages.site, name="site"),
    path("administration/sites/of/<str:code>/calendar/", settings_pages.calendar, name="calendar"),
    path("administration/departments/", catalogues.departments, name="departments"),
    path("administration/departments/new/", catalogues.department, name="department-new"),
    path("administration/departments/of/<str:code>/", catalogues.department, name="department"),
    path("administration/processes/", catalogues.processes, name="business-processes"),
    path("administration/processes/new/", catalogues.process, name="business-process-new"),
    path("administration/processes/of/<str:code>/", catalogues.process, name="business-process"),
]

urlpatterns += [
    path("", include("probatum.web.identity.urls")),
    path("", include("probatum.web.admin_people.urls")),
    path("", include("probatum.web.documents.urls")),
    path("", include("probatum.web.changes.urls")),
    path("", include("probatum.web.copies.urls")),
    path("", include("probatum.web.imports.urls")),
    path("", include("probatum.web.retention.urls")),
    path("", include("probatum.web.trail.urls")),
    path("", include("probatum.web.access_reviews.urls")),
    path("", include("probatum.web.complaints.urls")),
    path("", include("probatum.web.laboratory.urls")),
    path("", include("probatum.web.risk.urls")),
    path("", include("probatum.web.recurrence.urls")),
    path("", include("probatum.web.tokens.urls")),
    path("", include("probatum.web.causes.urls")),
    path("", include("probatum.web.trace.urls")),
    path("", include("probatum.web.plans.urls")),
    path("", include("probatum.web.clocks.urls")),
    path("", include("probatum.web.statutory.urls")),
    path("", include("probatum.web.master.urls")),
    path("", include("probatum.web.intake.urls")),
]
frames.register()

if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("probatum.web.gallery.urls")))
