// Hands the passkey button of the second factor to the sign-in library.
const button = document.querySelector('[data-passkey]')

if (button && window.allauth?.webauthn) {
  window.allauth.webauthn.forms.authenticateForm({
    ids: { authenticate: button.id, credential: button.dataset.passkey, data: 'js_data' }
  })
}
