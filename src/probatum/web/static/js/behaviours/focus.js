// Takes the eye and the screen reader to what needs attention first: the error summary before the field a page begins with.
export function focus (element) {
  if (document.querySelector('dialog[data-sheet][open]')?.contains(element)) return
  const errors = document.querySelector('main .errors[data-focus]')
  if (!errors || errors === element) element.focus()
}
