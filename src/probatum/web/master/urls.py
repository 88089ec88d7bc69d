"""Addresses of master data. An item goes by its number here, because codes hold slashes."""

from __future__ import annotations

from django.urls import path

from probatum.web.master import importing, items, suggesting

urlpatterns = [
    path("master/", items.registers, name="registers"),
    path("master/suggest/<slug:register>/", suggesting.suggest, name="items-suggest"),
    path("master/items/<int:number>/", items.item, name="item"),
    path("master/items/<int:number>/edit/", items.change, name="item-change"),
    path("master/items/<int:number>/retired/", items.retire, name="item-retire"),
    path("master/<slug:register>/", items.register, name="items"),
    path("master/<slug:register>/new/", items.new, name="item-new"),
    path("master/<slug:register>/export/", items.exported, name="items-export"),
    path("master/<slug:register>/imports/", importing.begin, name="item-imports"),
    path("master/<slug:register>/imports/<int:number>/", importing.one, name="item-import"),
]
