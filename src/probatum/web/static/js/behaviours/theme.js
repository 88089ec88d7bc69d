// Light, dark, or as the system; kept on this device.
const root = document.documentElement
const part = document.querySelector('[data-theme-switch]')

function show () {
  const now = root.dataset.theme ?? 'auto'
  for (const button of part.querySelectorAll('[data-theme-set]')) {
    button.setAttribute('aria-pressed', String(button.dataset.themeSet === now))
  }
}

if (part) {
  part.hidden = false
  show()
  part.addEventListener('click', (event) => {
    const choice = event.target.closest('[data-theme-set]')?.dataset.themeSet
    if (!choice) return
    if (choice === 'auto') delete root.dataset.theme
    else root.dataset.theme = choice
    try { localStorage.setItem('probatum.theme', choice) } catch { /* storage forbidden */ }
    show()
  })
}
