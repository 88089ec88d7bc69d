// A form is sent once: the second press within ten seconds is held back. The server guards again.
const HOLD = 10000

document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== 'post') return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = 'yes'
  event.submitter?.setAttribute('aria-busy', 'true')
  const free = () => {
    delete form.dataset.sent
    event.submitter?.removeAttribute('aria-busy')
  }
  setTimeout(free, HOLD)
  form.addEventListener('htmx:afterRequest', free, { once: true })
})

// A control that is shown but not allowed keeps its place and its reason, and does nothing.
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-inert]')) event.preventDefault()
}, true)

window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
})
