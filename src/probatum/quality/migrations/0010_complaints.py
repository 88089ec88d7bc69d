"""Complaints, who complained, what is reported, examined and answered (CMP-01 to CMP-17)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
        ("quality", "0009_capa"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("capa_needed", models.BooleanField(blank=True, null=True, verbose_name="CAPA needed")),
                ("capa_reason", models.TextField(blank=True, verbose_name="why a CAPA is not needed")),
                (
                    "check_needed",
                    models.BooleanField(blank=True, null=True, verbose_name="effectiveness check needed"),
                ),
                ("check_reason", models.TextField(blank=True, verbose_name="why no check is needed")),
                ("description", models.TextField(blank=True, verbose_name="what happened")),
                ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred")),
                ("aware_at", models.DateTimeField(blank=True, null=True, verbose_name="became aware")),
                ("late_reason", models.TextField(blank=True, verbose_name="why it is entered late")),
                ("immediate_action", models.TextField(blank=True, verbose_name="what was done at once")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("procedure", "Procedure not followed"),
                            ("documentation", "Documentation"),
                            ("equipment", "Equipment or facility"),
                            ("material", "Material or component"),
                            ("environment", "Environment or utilities"),
                            ("process", "Process parameter"),
                            ("system", "Computerised system"),
                            ("storage", "Storage or transport"),
                            ("consent", "Consent or protocol"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "external",
                    models.BooleanField(blank=True, null=True, verbose_name="reported from outside"),
                ),
                (
                    "personal_data",
                    models.BooleanField(blank=True, null=True, verbose_name="holds personal data"),
                ),
                ("death", models.BooleanField(blank=True, null=True, verbose_name="somebody died")),
                ("injury", models.BooleanField(blank=True, null=True, verbose_name="serious injury")),
                (
                    "threat",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="serious threat to public health"
                    ),
                ),
                (
                    "malfunction",
                    models.BooleanField(blank=True, null=True, verbose_name="malfunction in use"),
                ),
                (
                    "remedial",
                    models.BooleanField(blank=True, null=True, verbose_name="remedial action needed"),
                ),
                (
                    "adverse_event",
                    models.BooleanField(blank=True, null=True, verbose_name="possible adverse event"),
                ),
                (
                    "falsified",
                    models.BooleanField(blank=True, null=True, verbose_name="suspected falsification"),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("threat", "Serious threat to public health"),
                            ("death", "Death"),
                            ("serious", "Serious injury"),
                            ("remedial", "Remedial action needed"),
                            ("malfunction", "Malfunction that could harm"),
                            ("falsified", "Suspected falsification"),
                            ("adverse", "Possible adverse event"),
                            ("defect", "Quality defect without harm"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "queue_rank",
                    models.PositiveSmallIntegerField(default=8, verbose_name="place in the queue"),
                ),
                (
                    "product_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medicine", "Medicine"),
                            ("biologic", "Biological medicine"),
                            ("device", "Medical device"),
                            ("combination", "Combination of medicine and device"),
                        ],
                        max_length=20,
                        verbose_name="kind of product",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("form", "Form"),
                            ("email", "E-mail"),
                            ("phone", "Telephone"),
                            ("letter", "Letter"),
                            ("visit", "Visit or return"),
                            ("interface", "Another system"),
                        ],
                        max_length=20,
                        verbose_name="how it came in",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("appearance", "Appearance"),
                            ("packaging", "Packaging or closure"),
                            ("labelling", "Labelling or leaflet"),
                            ("contamination", "Foreign matter or contamination"),
                            ("strength", "Strength, effect or performance"),
                            ("malfunction", "Malfunction of a device"),
                            ("quantity", "Quantity or completeness"),
                            ("falsified", "Suspected falsification"),
                            ("transport", "Storage or transport"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="what it is about",
                    ),
                ),
                ("problem_code", models.CharField(blank=True, max_length=40)),
                ("serial", models.CharField(blank=True, max_length=120, verbose_name="serial number")),
                ("udi", models.CharField(blank=True, max_length=160, verbose_name="UDI or other identifier")),
                (
                    "unidentified",
                    models.TextField(blank=True, verbose_name="why lot and serial number are not known"),
                ),
                ("quantity", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("quantity_unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                (
                    "reported_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reported by the customer"),
                ),
                ("risk", models.TextField(blank=True, verbose_name="risk for patients and users")),
                (
                    "further",
                    models.TextField(
                        blank=True, verbose_name="other batches and earlier complaints looked at"
                    ),
                ),
                ("findings", models.TextField(blank=True)),
                ("conclusion", models.TextField(blank=True)),
                ("waiver_reason", models.TextField(blank=True, verbose_name="why it is not investigated")),
                (
                    "equivalent_case",
                    models.CharField(blank=True, max_length=80, verbose_name="equivalent earlier case"),
                ),
                ("no_answer_reason", models.TextField(blank=True, verbose_name="why nobody is answered")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Examination",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("returned_sample", "Returned sample"),
                            ("retained_sample", "Retained sample"),
                            ("batch_record", "Batch record"),
                        ],
                        max_length=20,
                    ),
                ),
                ("wanted", models.TextField(blank=True, verbose_name="what is to be found out")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("condition", models.TextField(blank=True, verbose_name="condition on arrival")),
                ("result", models.TextField(blank=True)),
                (
                    "conforms",
                    models.BooleanField(blank=True, null=True, verbose_name="it is as it should be"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reportability",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("authority", models.CharField(blank=True, max_length=120)),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("threat", "Serious threat to public health"),
                            ("death", "Death"),
                            ("serious", "Serious injury"),
                            ("remedial", "Remedial action needed"),
                            ("malfunction", "Malfunction that could harm"),
                            ("falsified", "Suspected falsification"),
                            ("adverse", "Possible adverse event"),
                            ("defect", "Quality defect without harm"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=200, verbose_name="rule applied")),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("local", "When it happened in this country"),
                            ("global", "Wherever it happened"),
                        ],
                        max_length=10,
                        verbose_name="report scope",
                    ),
                ),
                (
                    "contributed",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="the product may have caused or contributed to it"
                    ),
                ),
                (
                    "expected",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="described in the information for users"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reportable", "Reportable"),
                            ("uncertain", "Reported while it is uncertain"),
                            ("not_reportable", "Not reportable"),
                            ("not_marketed", "Not marketed there"),
                        ],
                        max_length=20,
                        verbose_name="decision",
                    ),
                ),
                ("rationale", models.TextField(blank=True, verbose_name="why")),
                ("deliberation", models.TextField(blank=True, verbose_name="who took part")),
                ("report_text", models.TextField(blank=True, verbose_name="what is reported")),
                ("report_number", models.PositiveSmallIntegerField(default=0, verbose_name="report no.")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=120, verbose_name="reference of the authority"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                ("acknowledged_on", models.DateField(blank=True, null=True, verbose_name="acknowledged on")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResponseLetter",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[("interim", "Interim report"), ("final", "Answer")],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("sent_on", models.DateField(blank=True, null=True)),
                ("sent_by", models.CharField(blank=True, max_length=120, verbose_name="how it was sent")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SafetyHandover",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("information", models.TextField(blank=True, verbose_name="what is handed over")),
                ("handed_to", models.CharField(blank=True, max_length=200)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "safety_number",
                    models.CharField(blank=True, max_length=80, verbose_name="number of the safety case"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Complainant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="is")),
                ("address", models.TextField(blank=True)),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("may_contact", models.BooleanField(default=False, verbose_name="agrees to be contacted")),
                (
                    "withheld_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is not known"),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complainant",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "ordering": ["record"],
            },
        ),
        migrations.CreateModel(
            name="ReportSent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report_number", models.PositiveSmallIntegerField(verbose_name="report no.")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("acknowledged", "Acknowledged"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_sent",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "report to an authority",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="UnitsDistributed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("units", models.PositiveBigIntegerField()),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units_distributed",
                        to="kernel.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "units distributed",
                "ordering": ["product", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "month"), name="units_of_a_month_once")
                ],
            },
        ),
        Capture("quality_complaint", root=("kernel_record", "record_id")),
        Capture(
            "quality_complainant",
            root=("kernel_record", "record_id"),
            personal=["name", "role", "address", "email", "phone"],
        ),
        Capture("quality_reportability", root=("kernel_record", "record_id")),
        Capture("quality_reportsent", root=("kernel_record", "record_id"), append_only=True),
        Capture("quality_safetyhandover", root=("kernel_record", "record_id")),
        Capture("quality_examination", root=("kernel_record", "record_id")),
        Capture("quality_responseletter", root=("kernel_record", "record_id")),
        Capture("quality_unitsdistributed", why=True),
    ]
