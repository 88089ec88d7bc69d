// Writes the day beside a date field as it is written everywhere else: browsers show it in an order of their own.
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function day (input) {
  const known = document.querySelector(`[data-day-of="${input.id}"]`)
  const told = known ?? document.createElement('span')
  if (!known) {
    told.className = 'field__day'
    input.after(told)
  }
  const tell = () => {
    const [year, month, date] = input.value.split('-').map(Number)
    told.textContent = year > 999 ? `${date} ${MONTHS[month - 1]} ${year}` : ''
  }
  input.addEventListener('input', tell)
  tell()
}
