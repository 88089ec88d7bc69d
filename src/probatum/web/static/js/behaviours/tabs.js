// Shows the current tab where a row of tabs is wider than the screen.
export function tabs (row) {
  const current = row.querySelector('[aria-current]')
  if (current) row.scrollLeft = Math.max(0, current.offsetLeft - row.offsetLeft - (row.clientWidth - current.clientWidth) / 2)
}
