"""Django application of the quality area; registers its processes when Django is ready."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "probatum.quality"
    label = "quality"
    verbose_name = "Quality"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from probatum.quality import (  # noqa: F401  # app ready
            access_review,
            access_schedule,
            lists,
            trail_review,
        )
        from probatum.quality.capa import declared  # noqa: F401  # app ready
        from probatum.quality.complaints import examination, handover, letter, reportability  # noqa: F401  # app ready
        from probatum.quality.events import (  # noqa: F401  # app ready
            complaint,
            deviation,
            disposition,
            extension,
            investigation,
            nonconformance,
            statutory,
            triage,
        )
        from probatum.quality.imports import finding, register_import  # noqa: F401  # app ready
        from probatum.quality.intake import report  # noqa: F401  # app ready
        from probatum.quality.laboratory import investigation as laboratory_investigation  # noqa: F401  # app ready
        from probatum.quality.laboratory import plan  # noqa: F401  # app ready
        from probatum.quality.recurrence import rule, trend, watching  # noqa: F401  # app ready
        from probatum.quality.risk import matrix  # noqa: F401  # app ready
        from probatum.quality.trace import layouts  # noqa: F401  # app ready
