// Enhances what is on the page now and what htmx brings later, each element once.
const done = new WeakMap()

export function everywhere (selector, enhance) {
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)]
    if (root.matches?.(selector)) found.push(root)
    for (const element of found) {
      const seen = done.get(element) ?? new Set()
      if (seen.has(enhance)) continue
      done.set(element, seen.add(enhance))
      enhance(element)
    }
  }
  run(document)
  document.addEventListener('htmx:load', (event) => run(event.detail.elt))
}
