"""The configuration as one readable file: for the validation folder and for comparing two installations."""

from __future__ import annotations

import json

from django.conf import settings

from probatum.kernel.authz import Role
from probatum.kernel.calendar import Holiday
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.people import Department, Site


def export_configuration() -> str:
    """Roles, settings, sites, departments and calendars as readable JSON (P11-10-k2)."""
    data = {
        "deployment": settings.DEPLOYMENT,
        "settings": {key: setting(key) for key in sorted(SETTINGS)},
        "roles": {
            role.code: {
                "name": role.name,
                "permissions": sorted(role.permissions),
                "second_factor": role.second_factor,
                "active": role.active,
            }
            for role in Role.objects.order_by("code")
        },
        "sites": list(Site.objects.order_by("code").values("code", "name", "time_zone", "country", "active")),
        "departments": list(Department.objects.order_by("code").values("code", "name", "active")),
        "holidays": [
            {"site": day.site.code, "day": day.day.isoformat(), "name": day.name, "active": day.active}
            for day in Holiday.objects.select_related("site").order_by("site__code", "day")
        ],
    }
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
