"""Django app of the pages; owns no table."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web interface."""

    name = "probatum.web"
    label = "web"
