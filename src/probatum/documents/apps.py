"""Django application of the document area; registers its processes when Django is ready."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "probatum.documents"
    label = "documents"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from probatum.documents import (  # noqa: F401  # app ready
            change,
            collection_import,
            controlled_copy,
            disposal,
            document,
            expected,
            periodic_review,
            review_schedule,
            told,
            version,
        )
