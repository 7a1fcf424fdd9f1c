"""Addresses for programs."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.api import (
    dossiers,
    instruments,
    reasons,
    rule_drafts,
    rule_files,
    rule_gates,
    rule_life,
    rule_replays,
    rules,
    work,
)

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("v1/support-lines", dossiers.Lines.as_view(), name="api-lines"),
    path("v1/eligibility", dossiers.Eligibility.as_view(), name="api-eligibility"),
    path("v1/dossiers", dossiers.Dossiers.as_view(), name="api-dossiers"),
    path("v1/dossiers/<uuid:dossier_id>", dossiers.Dossier.as_view(), name="api-dossier"),
    path("v1/dossiers/<uuid:dossier_id>/pages/<slug:code>", dossiers.DossierPage.as_view(), name="api-dossier-page"),
    path(
        "v1/dossiers/<uuid:dossier_id>/documents/<slug:slot>", dossiers.DossierDocument.as_view(), name="api-document"
    ),
    path("v1/dossiers/<uuid:dossier_id>/submission", dossiers.Submission.as_view(), name="api-submission"),
    path("v1/dossiers/<uuid:dossier_id>/withdrawal", dossiers.Withdrawal.as_view(), name="api-withdrawal"),
    path("v1/dossiers/<uuid:dossier_id>/reasons", reasons.DossierReasons.as_view(), name="api-reasons"),
    path("v1/dossiers/<uuid:dossier_id>/rule-pins", reasons.DossierPins.as_view(), name="api-rule-pins"),
    path("v1/work-items", work.Queue.as_view(), name="api-queue"),
    path("v1/work-items/<uuid:item_id>", work.Item.as_view(), name="api-work-item"),
    path("v1/work-items/<uuid:item_id>/claim", work.Claim.as_view(), name="api-claim"),
    path("v1/work-items/<uuid:item_id>/completion", work.Completion.as_view(), name="api-completion"),
    path("v1/rule-packs", rules.Packs.as_view(), name="api-packs"),
    path("v1/rule-packs/<slug:key>/decisions/<slug:decision>", rules.Trial.as_view(), name="api-trial"),
    path("v1/rule-packs/<slug:key>/versions", rule_life.Versions.as_view(), name="api-pack-versions"),
    path("v1/rule-pack-versions/comparison", rule_life.Comparison.as_view(), name="api-pack-comparison"),
    path(
        "v1/rule-pack-versions/<uuid:version_id>/decisions/<slug:decision>",
        rules.VersionTrial.as_view(),
        name="api-pack-version-trial",
    ),
    path("v1/rule-pack-versions/<uuid:version_id>/xlsx", rule_files.PackWorkbook.as_view(), name="api-pack-xlsx"),
    path("v1/rule-packs/<slug:key>/drafts/xlsx", rule_files.DraftFromWorkbook.as_view(), name="api-pack-drafts-xlsx"),
    path("v1/rule-packs/drafts/<uuid:draft_id>", rule_life.Draft.as_view(), name="api-pack-draft-one"),
    path(
        "v1/rule-packs/drafts/<uuid:draft_id>/decisions/<slug:decision>",
        rules.DraftTrial.as_view(),
        name="api-pack-draft-trial",
    ),
    path(
        "v1/rule-packs/drafts/<uuid:draft_id>/decisions/<slug:decision>/examples",
        rules.DraftExample.as_view(),
        name="api-pack-example",
    ),
    path("v1/rule-packs/drafts/<uuid:draft_id>/submission", rule_life.Submission.as_view(), name="api-pack-submission"),
    path("v1/rule-packs/drafts/<uuid:draft_id>/answer", rule_life.Decision.as_view(), name="api-pack-answer"),
    path("v1/rule-pack-versions/<uuid:version_id>/dmn", rule_files.PackFile.as_view(), name="api-pack-dmn"),
    path("v1/rule-packs/<slug:key>/drafts/dmn", rule_files.DraftFromFile.as_view(), name="api-pack-drafts-dmn"),
    path("v1/rule-packs/versions/<uuid:version_id>/draft", rule_drafts.VersionDraft.as_view(), name="api-pack-draft"),
    path("v1/rule-packs/drafts/<uuid:draft_id>/grid", rule_drafts.DraftGrid.as_view(), name="api-pack-grid"),
    path("v1/rule-packs/drafts/<uuid:draft_id>/findings", rule_gates.DraftFindings.as_view(), name="api-pack-findings"),
    path(
        "v1/rule-packs/drafts/<uuid:draft_id>/findings/<slug:finding>",
        rule_gates.AcceptedFinding.as_view(),
        name="api-pack-finding",
    ),
    path("v1/rule-packs/drafts/<uuid:draft_id>/replay", rule_replays.DraftReplay.as_view(), name="api-pack-replay"),
    path(
        "v1/rule-packs/drafts/<uuid:draft_id>/replay/cases",
        rule_replays.DraftReplayCases.as_view(),
        name="api-pack-replay-cases",
    ),
    path("v1/instruments", instruments.Instruments.as_view(), name="api-instruments"),
    path("v1/instruments/<uuid:instrument_id>", instruments.Instrument.as_view(), name="api-instrument"),
    path(
        "v1/instruments/<uuid:instrument_id>/provisions",
        rule_gates.InstrumentProvisions.as_view(),
        name="api-provisions",
    ),
]
