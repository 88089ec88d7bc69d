// Takes the eye and the screen reader to what needs attention first, such as the error summary.
export function focus (element) {
  if (!document.querySelector('dialog[data-sheet][open]')?.contains(element)) element.focus()
}
