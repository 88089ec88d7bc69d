// A menu is a <details>; this closes it on Escape, on a click elsewhere, and when another opens.
const open = () => document.querySelectorAll('details[data-menu][open]')

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
})

document.addEventListener('toggle', (event) => {
  if (!event.target.matches?.('details[data-menu]') || !event.target.open) return
  for (const menu of open()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false
}, true)

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('details[data-menu][open]')
  if (!menu) return
  if (event.key === 'Escape') {
    menu.open = false
    menu.querySelector('summary').focus()
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  const items = [...menu.querySelectorAll('.menu__panel a[href], .menu__panel button')]
  const step = event.key === 'ArrowDown' ? 1 : -1
  const next = items.indexOf(document.activeElement) + step
  items[(next + items.length) % items.length]?.focus()
})
