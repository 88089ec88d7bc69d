// Type to find in a long <select data-people>; the select stays and carries the value.
let made = 0

export function people (select) {
  if (select.multiple) return
  const key = `people-${++made}`
  const box = document.createElement('div')
  box.className = 'picker'
  const input = Object.assign(document.createElement('input'), { type: 'text', autocomplete: 'off', placeholder: 'Type a name' })
  const list = Object.assign(document.createElement('ul'), { className: 'picker__list', id: key, hidden: true })
  list.setAttribute('role', 'listbox')
  for (const [name, value] of [['role', 'combobox'], ['aria-controls', key], ['aria-expanded', 'false'], ['aria-autocomplete', 'list']]) input.setAttribute(name, value)
  if (select.getAttribute('aria-describedby')) input.setAttribute('aria-describedby', select.getAttribute('aria-describedby'))
  input.id = select.id
  input.required = select.required
  select.required = false
  select.removeAttribute('id')
  select.hidden = true
  select.after(box)
  box.append(input, list)
  let at = 0
  const chosen = () => { input.value = select.value ? select.selectedOptions[0].text : '' }
  const options = () => [...list.children]

  function close () {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  function mark (index) {
    at = Math.max(0, Math.min(index, list.children.length - 1))
    options().forEach((item, place) => item.setAttribute('aria-selected', String(place === at)))
    if (list.children[at]) input.setAttribute('aria-activedescendant', list.children[at].id)
    list.children[at]?.scrollIntoView({ block: 'nearest' })
  }
  function find () {
    const words = input.value.toLowerCase().split(/\s+/)
    const hits = [...select.options].filter((option) => option.value && words.every((word) => option.text.toLowerCase().includes(word)))
    list.replaceChildren(...hits.slice(0, 30).map((option, place) => {
      const item = Object.assign(document.createElement('li'), { className: 'picker__option', id: `${key}-${place}`, textContent: option.text })
      item.setAttribute('role', 'option')
      item.dataset.value = option.value
      return item
    }))
    list.hidden = hits.length === 0
    input.setAttribute('aria-expanded', String(hits.length > 0))
    mark(0)
  }
  function take (item) {
    if (item) select.value = item.dataset.value
    select.dispatchEvent(new Event('change', { bubbles: true }))
    chosen()
    close()
  }
  input.addEventListener('input', find)
  input.addEventListener('focus', () => { input.select(); find() })
  input.addEventListener('blur', () => { if (!input.value) select.value = ''; chosen(); close() })
  list.addEventListener('mousedown', (event) => { event.preventDefault(); take(event.target.closest('li')) })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); list.hidden ? find() : mark(at + (event.key === 'ArrowDown' ? 1 : -1)) }
    if (event.key === 'Enter' && !list.hidden) { event.preventDefault(); take(list.children[at]) }
    if (event.key === 'Escape' && !list.hidden) { event.stopPropagation(); chosen(); close() }
  })
  chosen()
}
