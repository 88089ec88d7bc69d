"""Addresses of the gallery; mounted only where the settings say so."""

from django.urls import path

from probatum.web.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.index, name="index"),
    path("pages/<slug:name>/", views.page, name="page"),
    path("component/<slug:name>/", views.component, name="component"),
]
