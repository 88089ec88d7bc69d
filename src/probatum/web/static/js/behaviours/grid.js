// Cells of a form that is written like a table: Enter goes to the next cell, Alt with an arrow to the line above or below.
const cells = (form) => [...form.querySelectorAll('td :is(input, select)')]

function below (cell, step) {
  const row = cell.closest('tr')
  const column = [...row.cells].indexOf(cell.closest('td'))
  const line = step > 0 ? row.nextElementSibling : row.previousElementSibling
  return line?.cells[column]?.querySelector('input, select')
}

export function grid (form) {
  form.addEventListener('keydown', (event) => {
    const cell = event.target.closest('td :is(input, select)')
    if (!cell) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      const all = cells(form)
      const next = all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)]
      event.preventDefault()
      if (next) next.focus()
      else form.querySelector('.form__actions .button--primary')?.focus()
    } else if (event.altKey && step) {
      event.preventDefault()
      below(cell, step)?.focus()
    }
  })
}
