// Hides a field that is asked only under an answer of another one; without this every field is shown and says when it is asked.
export function when (field) {
  const form = field.closest('form')
  const row = field.closest('.field')
  const on = form?.elements[field.dataset.when]
  if (!row || !on) return
  const wanted = field.dataset.whenIs.split(' ')
  const tell = () => { row.hidden = !wanted.includes(on.value) }
  form.addEventListener('change', tell)
  tell()
}
