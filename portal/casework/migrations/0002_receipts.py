from django.db import migrations, models

import engine.ids


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionReceipt",
            fields=[
                ("id", models.UUIDField(default=engine.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("dossier_code", models.CharField(max_length=40)),
                ("pack", models.CharField(max_length=80)),
                ("pack_version", models.CharField(max_length=80)),
                ("pack_sha256", models.CharField(max_length=64)),
                ("decision", models.CharField(max_length=120)),
                ("facts", models.TextField()),
                ("outputs", models.TextField()),
                ("result_sha256", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=40)),
                ("decided_at", models.DateTimeField()),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["dossier_code", "-decided_at"], name="receipts_of_a_dossier")],
            },
        ),
    ]
