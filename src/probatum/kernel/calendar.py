"""Calendars of sites: days off, business days, and the instant at which a day starts in a zone."""

from __future__ import annotations

import datetime as dt

from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Site


class Holiday(models.Model):
    """A day on which a site does not work; withdrawn by `active`, never deleted."""

    site = points_to(Site, related="holidays")
    day = models.DateField()
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["site", "day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="holiday_once")]


def add_business_days(start: dt.date, *, days: int, site: Site | None) -> dt.date:
    """The day that many business days after a day; Saturday, Sunday and the site's holidays do not count."""
    off = (
        set(Holiday.objects.filter(site=site, day__gt=start, active=True).values_list("day", flat=True))
        if site
        else set()
    )
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day not in off:
            days -= 1
    return day


def start_of_day(day: dt.date, *, site: Site | None) -> dt.datetime:
    """The first instant of a day in a site's zone, as aware UTC; without a site in UTC."""
    zone = site.zone if site else dt.UTC
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone).astimezone(dt.UTC)


def today_at(site: Site | None, *, at: dt.datetime) -> dt.date:
    """The calendar day that an instant falls on at a site."""
    return at.astimezone(site.zone if site else dt.UTC).date()
