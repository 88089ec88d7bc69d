// Hands the passkey buttons of the second factor to the sign-in library: to use one, to add one.
const button = document.querySelector('[data-passkey]')

if (button && window.allauth?.webauthn) {
  window.allauth.webauthn.forms.authenticateForm({
    ids: { authenticate: button.id, credential: button.dataset.passkey, data: 'js_data' }
  })
}

const add = document.querySelector('[data-passkey-add]')

if (add && window.allauth?.webauthn) {
  window.allauth.webauthn.forms.addForm({
    ids: { add: add.id, credential: add.dataset.passkeyAdd, data: 'js_data', passwordless: '' }
  })
}
