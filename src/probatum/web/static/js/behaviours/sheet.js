// A link to a sheet opens it over the page; the same address is a full page without this.
const sheet = document.querySelector('dialog[data-sheet]')

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-sheet-link]')
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
  if (!link || !plain || !sheet || !window.htmx) return
  event.preventDefault()
  const menu = link.closest('details[data-menu]')
  if (menu) menu.open = false
  sheet.dataset.address = link.href
  window.htmx.ajax('GET', link.href, { target: sheet, swap: 'innerHTML' })
})

sheet?.addEventListener('htmx:afterSwap', () => {
  const heading = sheet.querySelector('h2')
  if (heading) sheet.setAttribute('aria-label', heading.textContent.trim())
  for (const form of sheet.querySelectorAll('form[method="post"]:not([hx-post])')) {
    form.setAttribute('hx-post', form.getAttribute('action') || sheet.dataset.address)
    form.setAttribute('hx-target', 'closest dialog')
    form.setAttribute('hx-swap', 'innerHTML')
    if (form.enctype === 'multipart/form-data') form.setAttribute('hx-encoding', form.enctype)
    window.htmx.process(form)
  }
  if (!sheet.open) sheet.showModal()
  const wanted = sheet.querySelector('.errors') ?? sheet.querySelector('[data-focus], [autofocus]')
  const first = wanted ?? sheet.querySelector('.field :is(input, select, textarea):not([type="hidden"])')
  first?.focus()
})

sheet?.addEventListener('click', (event) => {
  if (event.target.closest('[data-sheet-close]')) {
    event.preventDefault()
    sheet.close()
  }
})

sheet?.addEventListener('close', () => sheet.replaceChildren())
