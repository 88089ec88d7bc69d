"""Addresses of sign-in, second factors and a person's own pages. Of allauth's addresses only those that are used.

There is no sign-up, no change of the e-mail address and no reset by e-mail alone: an administrator does these (P11-200-a3).
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from probatum.web.identity import company, needed, views
from probatum.web.identity.company import confirmed
from probatum.web.identity.factors import under_action

urlpatterns = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", views.change_password, name="account_change_password"),
    path("accounts/2fa/", mfa.index, name="mfa_index"),
    path("accounts/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", confirmed(under_action(totp.activate_totp, "second_factor.add_app")), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", confirmed(under_action(totp.deactivate_totp, "second_factor.remove_app")), name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", confirmed(under_action(recovery.view_recovery_codes, "second_factor.view_codes")), name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", confirmed(under_action(recovery.generate_recovery_codes, "second_factor.new_codes")), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", confirmed(under_action(recovery.download_recovery_codes, "second_factor.download_codes")), name="mfa_download_recovery_codes"),
    path("accounts/2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/add/", confirmed(under_action(passkeys.add_webauthn, "second_factor.add_passkey")), name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", confirmed(under_action(passkeys.remove_webauthn, "second_factor.remove_passkey")), name="mfa_remove_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/edit/", confirmed(under_action(passkeys.edit_webauthn, "second_factor.rename_passkey")), name="mfa_edit_webauthn"),
    path("accounts/company/", company.sign_in, name="company-sign-in"),
    path("accounts/company/return/", company.come_back, name="company-return"),
    path("accounts/company/confirm/", company.confirm, name="company-confirm"),
    path("activate/<str:token>/company/", company.link, name="company-link"),
    path("accounts/sessions/", views.to_my_sessions, name="usersessions_list"),
    path("activate/<str:token>/", views.activate, name="activate"),
    path("me/", views.me, name="me"),
    path("me/second-factor/", needed.second_factor_needed, name="second-factor-needed"),
    path("me/sessions/", views.my_sessions, name="my-sessions"),
    path("me/signature-agreement/", views.signature_agreement, name="signature-agreement"),
]  # fmt: skip
