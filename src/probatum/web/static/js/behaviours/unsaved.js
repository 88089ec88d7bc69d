// Warns before typed text is lost: <form data-unsaved>.
const typed = new Set()

document.addEventListener('input', (event) => {
  const form = event.target.closest?.('form[data-unsaved]')
  if (form) typed.add(form)
})

document.addEventListener('submit', (event) => typed.delete(event.target))

window.addEventListener('beforeunload', (event) => {
  if ([...typed].some((form) => form.isConnected)) event.preventDefault()
})
