// Folds the navigation to icons; kept on this device.
const root = document.documentElement
const button = document.querySelector('[data-fold]')

function show () {
  const folded = root.dataset.nav === 'icons'
  button.setAttribute('aria-expanded', String(!folded))
  button.querySelector('.nav__label').textContent = folded ? 'Unfold the menu' : 'Fold the menu'
}

if (button) {
  button.hidden = false
  show()
  button.addEventListener('click', () => {
    if (root.dataset.nav === 'icons') delete root.dataset.nav
    else root.dataset.nav = 'icons'
    try { localStorage.setItem('probatum.nav', root.dataset.nav ?? 'wide') } catch { /* storage forbidden */ }
    show()
  })
}
