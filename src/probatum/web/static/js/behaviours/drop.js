// Lets a file be dropped on its field, and names what was chosen.
export function drop (place) {
  const input = place.querySelector('input[type="file"]')
  const text = place.querySelector('[data-drop-text]')
  if (!input) return

  const say = () => {
    const names = [...input.files].map((file) => file.name)
    if (names.length && text) text.textContent = names.join(', ')
  }
  const over = (on) => (event) => {
    event.preventDefault()
    place.toggleAttribute('data-over', on)
  }

  place.addEventListener('dragover', over(true))
  place.addEventListener('dragleave', over(false))
  place.addEventListener('drop', (event) => {
    over(false)(event)
    if (!event.dataTransfer.files.length) return
    input.files = event.dataTransfer.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  input.addEventListener('change', say)
}
