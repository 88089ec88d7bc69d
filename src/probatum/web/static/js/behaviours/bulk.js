// Choose all shown, and say how many rows are chosen.
function count (form) {
  const boxes = [...form.elements].filter((box) => box.name === 'record')
  const chosen = boxes.filter((box) => box.checked).length
  form.toggleAttribute('data-chosen', chosen > 0)
  const text = form.querySelector('[data-bulk-count]')
  if (text) text.textContent = chosen ? `${chosen} chosen` : 'Choose rows to act on them together.'
  return boxes
}

document.addEventListener('change', (event) => {
  const form = event.target.form
  if (!form?.matches('[data-bulk]')) return
  if (event.target.matches('[data-choose-all]')) {
    for (const box of count(form)) box.checked = event.target.checked
  }
  count(form)
})
