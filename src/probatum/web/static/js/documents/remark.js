// Words marked in the text of a page become the anchor of the next comment.
const link = document.querySelector('[data-remark]')

document.addEventListener('selectionchange', () => {
  if (!link) return
  const chosen = document.getSelection()
  const place = chosen?.anchorNode?.parentElement?.closest('[data-reader-page]')
  const words = chosen?.toString().trim().replace(/\s+/g, ' ').slice(0, 500)
  if (!place || !words) return
  const address = new URL(link.href)
  address.searchParams.set('page', place.id.replace('page-', ''))
  address.searchParams.set('quote', words)
  link.href = address.href
})
