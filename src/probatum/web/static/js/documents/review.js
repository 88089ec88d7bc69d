// Words marked on a page become the anchor of the next comment; j and k go from remark to remark.
const frame = document.querySelector('[data-review]')
const link = frame?.querySelector('[data-review-new]')
const told = frame?.querySelector('[data-review-chosen]')
const around = 60

const pageOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.('[data-review-page]')
const tidy = (text) => text.replace(/\s+/g, ' ').trim()

function beside (page, range) {
  const before = document.createRange()
  before.selectNodeContents(page)
  before.setEnd(range.startContainer, range.startOffset)
  const behind = document.createRange()
  behind.selectNodeContents(page)
  behind.setStart(range.endContainer, range.endOffset)
  return [tidy(before.toString()).slice(-around), tidy(behind.toString()).slice(0, around)]
}

document.addEventListener('selectionchange', () => {
  const chosen = document.getSelection()
  if (!link || !chosen?.rangeCount) return
  const range = chosen.getRangeAt(0)
  const page = pageOf(range.startContainer)
  const words = tidy(range.toString()).slice(0, 500)
  if (!page || page !== pageOf(range.endContainer) || !words) return
  const layer = page.querySelector('svg')
  const [before, behind] = layer ? beside(layer, range) : ['', '']
  const address = new URL(link.href)
  const found = { page: page.dataset.reviewPage, quote: words, before, behind }
  for (const [name, value] of Object.entries(found)) address.searchParams.set(name, value)
  link.href = address.href
  if (told) told.textContent = `Page ${found.page}: “${words.length > 80 ? `${words.slice(0, 79)}…` : words}”`
})

document.addEventListener('keydown', (event) => {
  if (!frame || event.ctrlKey || event.metaKey || event.altKey) return
  if (!['j', 'k'].includes(event.key) || event.target.closest('input, textarea, select, dialog')) return
  const remarks = [...frame.querySelectorAll('.review__remark')]
  const at = remarks.indexOf(document.activeElement?.closest?.('.review__remark'))
  const next = remarks[Math.min(Math.max(at + (event.key === 'j' ? 1 : -1), 0), remarks.length - 1)]
  if (!next) return
  next.focus()
  document.getElementById(next.id.replace('remark', 'mark'))?.scrollIntoView({ block: 'center' })
})
