// j and k walk the rows of a list, Enter opens the row, x chooses it.
let here = null

const rows = () => [...document.querySelectorAll('[data-rows] [data-row]')].filter((row) => row.offsetParent !== null)

function go (row) {
  if (here) delete here.dataset.here
  here = row
  here.dataset.here = ''
  here.scrollIntoView({ block: 'nearest' })
  here.querySelector('[data-row-link]')?.focus({ preventScroll: true })
}

document.addEventListener('keydown', (event) => {
  const busy = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog, [contenteditable="true"]')
  if (busy || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'j' || event.key === 'k') {
    const all = rows()
    if (!all.length) return
    const at = all.indexOf(here)
    const next = event.key === 'j' ? at + 1 : Math.max(at, 1) - 1
    go(all[Math.min(next, all.length - 1)])
  } else if (event.key === 'Enter' && here && event.target === document.body) {
    here.querySelector('[data-row-link]')?.click()
  } else if (event.key === 'x' && here) {
    here.querySelector('input[type="checkbox"]')?.click()
  }
})
