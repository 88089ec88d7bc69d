// Copies a whole fingerprint and says so for two seconds.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
  } catch {
    return // plain http: the whole value stays readable in the title
  }
  const word = button.querySelector('.hidden-visually')
  const before = word?.textContent
  button.dataset.done = ''
  if (word) word.textContent = 'Copied'
  setTimeout(() => {
    delete button.dataset.done
    if (word) word.textContent = before
  }, 2000)
})
