// Hands what is to be signed to the passkey, and its answer to the server. Asks at once, and again on the button.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

const NO_PASSKEYS = 'This browser has no passkeys here. Use another browser, or another of your ways to sign.'
const NOT_USED = 'The passkey was not used, so nothing is signed yet. Press the button to try again.'

function options (form) {
  const { publicKey } = JSON.parse(form.querySelector('script[type="application/json"]').textContent)
  const allowed = (publicKey.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }))
  return { publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: allowed } }
}

function answer (credential) {
  const { response } = credential
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null
    }
  })
}

export function passkeySign (form) {
  const said = form.querySelector('[data-passkey-said]')
  const field = form.elements.credential
  const say = (words) => {
    said.textContent = words
    said.hidden = false
  }
  const ask = async () => {
    if (!navigator.credentials || !window.PublicKeyCredential) return say(NO_PASSKEYS)
    said.hidden = true
    try {
      field.value = answer(await navigator.credentials.get(options(form)))
    } catch {
      return say(NOT_USED)
    }
    form.requestSubmit()
  }
  form.addEventListener('submit', (event) => {
    if (field.value) return
    event.preventDefault()
    event.stopImmediatePropagation()
    ask()
  }, true)
  ask()
}
