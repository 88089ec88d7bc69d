"""Addresses of access tokens."""

from __future__ import annotations

from django.urls import path

from probatum.web.tokens import views

urlpatterns = [
    path("tokens/", views.all_tokens, name="tokens"),
    path("tokens/new/", views.new, name="token-new"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="token-revoke"),
    path("me/tokens/", views.mine, name="my-tokens"),
    path("me/tokens/<int:pk>/revoke/", views.revoke_own, name="my-token-revoke"),
]
