// Ctrl K or / goes to the one search; hits come as one types, arrows walk them, Escape leaves.
const input = document.querySelector('[data-search-input]')
const hits = document.querySelector('[data-search-hits]')
let timer = 0

function links () { return hits ? [...hits.querySelectorAll('a[href], button')] : [] }
function clear () { if (hits) hits.replaceChildren() }

function typing (element) {
  return element.closest('input, textarea, select, [contenteditable="true"]') !== null
}

document.addEventListener('keydown', (event) => {
  const palette = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
  if (!input || !(palette || (event.key === '/' && !typing(event.target)))) return
  event.preventDefault()
  input.focus()
  input.select()
})

input?.addEventListener('input', () => {
  clearTimeout(timer)
  if (!hits) return
  if (input.value.trim().length < 2) return clear()
  timer = setTimeout(() => window.htmx?.trigger(hits, 'palette'), 120)
})

input?.form.addEventListener('keydown', (event) => {
  const all = links()
  const at = all.indexOf(document.activeElement)
  if (event.key === 'Escape') {
    clear()
    input.focus()
  } else if (event.key === 'ArrowDown' && all.length) {
    event.preventDefault()
    all[Math.min(at + 1, all.length - 1)].focus()
  } else if (event.key === 'ArrowUp' && at >= 0) {
    event.preventDefault()
    at === 0 ? input.focus() : all[at - 1].focus()
  }
})

document.addEventListener('click', (event) => {
  if (input && !input.form.contains(event.target)) clear()
})
