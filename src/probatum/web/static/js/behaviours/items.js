// Offers items of the master data for the code that is being typed; the field stays a text of codes, which the server checks.
let made = 0

export function items (input) {
  const key = `items-${++made}`
  const many = input.hasAttribute('data-items-many')
  const box = Object.assign(document.createElement('div'), { className: 'picker' })
  const list = Object.assign(document.createElement('ul'), { className: 'picker__list', id: key, hidden: true })
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Items that fit')
  for (const [name, value] of [['role', 'combobox'], ['aria-controls', key], ['aria-expanded', 'false'], ['aria-autocomplete', 'list']]) input.setAttribute(name, value)
  input.replaceWith(box)
  box.append(input, list)
  let at = -1
  let asked = 0
  let wait

  const before = () => many ? input.value.slice(0, input.value.lastIndexOf(',') + 1) : ''
  const typed = () => input.value.slice(before().length).trim()
  function close () {
    clearTimeout(wait)
    asked++
    list.hidden = true
    at = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  function mark (index) {
    at = Math.max(0, Math.min(index, list.children.length - 1))
    ;[...list.children].forEach((item, place) => item.setAttribute('aria-selected', String(place === at)))
    if (list.children[at]) input.setAttribute('aria-activedescendant', list.children[at].id)
    list.children[at]?.scrollIntoView({ block: 'nearest' })
  }
  function show (found) {
    list.replaceChildren(...found.map((one, place) => {
      const item = Object.assign(document.createElement('li'), { className: 'picker__option', id: `${key}-${place}`, textContent: one.text })
      item.setAttribute('role', 'option')
      item.dataset.code = one.code
      return item
    }))
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    if (found.length) mark(0)
  }
  async function ask () {
    const mine = ++asked
    try {
      const answer = await fetch(`${input.dataset.items}?${new URLSearchParams({ q: typed() })}`, { headers: { Accept: 'application/json' } })
      if (answer.ok && mine === asked) show((await answer.json()).items)
    } catch (error) { /* offline: the field goes on as a plain text field */ }
  }
  function take (item) {
    if (!item) return
    input.value = many ? `${before()}${before() ? ' ' : ''}${item.dataset.code}, ` : item.dataset.code
    input.dispatchEvent(new Event('change', { bubbles: true }))
    close()
  }
  input.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(ask, 150) })
  input.addEventListener('blur', close)
  list.addEventListener('mousedown', (event) => { event.preventDefault(); take(event.target.closest('li')) })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); list.hidden ? ask() : mark(at + (event.key === 'ArrowDown' ? 1 : -1)) }
    if (event.key === 'Enter' && !list.hidden) { event.preventDefault(); take(list.children[at]) }
    if (event.key === 'Escape' && !list.hidden) { event.stopPropagation(); close() }
  })
}
