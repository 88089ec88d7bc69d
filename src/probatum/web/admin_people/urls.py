"""Addresses of the administration of people."""

from __future__ import annotations

from django.urls import path, re_path

from probatum.web.admin_people import access, circles, company, endings, oversight, people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/dormant/", endings.dormant, name="dormant"),
    path("people/changes/", people.changes, name="account-changes"),
    re_path(
        r"^people/changes/(?P<pk>\d{1,18})/(?P<verdict>confirm|refuse)/$",
        people.decide_change,
        name="account-change",
    ),
    path("people/of/<str:username>/", people.person, name="person"),
    path("people/of/<str:username>/edit/", people.edit, name="person-edit"),
    path("people/of/<str:username>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/of/<str:username>/reactivate/", people.reactivate, name="person-reactivate"),
    path("people/of/<str:username>/reset/", people.reset, name="person-reset"),
    path("people/of/<str:username>/loss/", endings.loss, name="person-loss"),
    path("people/of/<str:username>/company/", company.link, name="person-company"),
    path("people/of/<str:username>/company/end/", company.end, name="person-company-end"),
    path("people/of/<str:username>/address/", people.address, name="person-address"),
    path("people/of/<str:username>/verify/", people.verify, name="person-verify"),
    path("people/of/<str:username>/withdraw/", people.withdraw, name="person-withdraw"),
    path("people/of/<str:username>/unlock/", oversight.unlock, name="person-unlock"),
    path("people/of/<str:username>/grant/", access.grant, name="person-grant"),
    path("people/of/<str:username>/explain/", access.explained, name="person-explain"),
    path("grants/<int:pk>/end/", access.grant_end, name="grant-end"),
    path("roles/", access.roles, name="roles"),
    path("roles/new/", access.role_new, name="role-new"),
    path("roles/matrix/", access.role_matrix, name="role-matrix"),
    path("roles/matrix.csv", access.role_matrix_csv, name="role-matrix-csv"),
    path("roles/conflicts/", access.conflicts, name="segregation"),
    path("roles/circles/", circles.circles, name="circles"),
    path("roles/circles/new/", circles.circle_new, name="circle-new"),
    path("roles/circles/of/<slug:code>/", circles.circle, name="circle"),
    path("roles/of/<slug:code>/", access.role, name="role"),
    path("access/", access.access_register, name="access-register"),
    path("access.csv", access.access_register_csv, name="access-register-csv"),
    path("access/log/", oversight.access_log, name="access-log"),
    path("sessions/", oversight.all_sessions, name="sessions"),
    path("sessions/<int:pk>/end/", oversight.session_end, name="session-end"),
    path("lockouts/", oversight.lockouts, name="lockouts"),
    path("absences/", oversight.delegations, name="delegations"),
    re_path(r"^absences/new/(?P<whose>mine|others)/$", oversight.delegation_new, name="delegation-new"),
    path("absences/<int:pk>/end/", oversight.delegation_end, name="delegation-end"),
]
