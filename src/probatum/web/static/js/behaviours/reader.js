// Says which page is in view and makes the pages larger.
export function reader (frame) {
  const pages = [...frame.querySelectorAll('[data-reader-page]')]
  const where = frame.querySelector('[data-reader-where]')
  const zoom = frame.querySelector('[data-reader-zoom]')

  if (where && pages.length) {
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) where.textContent = `Page ${pages.indexOf(entry.target) + 1} of ${pages.length}`
      }
    }, { rootMargin: '-40% 0px -55% 0px' })
    pages.forEach((page) => watch.observe(page))
  }

  if (zoom) {
    zoom.hidden = false
    zoom.addEventListener('click', () => {
      const wide = frame.dataset.zoom !== 'wide'
      if (wide) frame.dataset.zoom = 'wide'
      else delete frame.dataset.zoom
      zoom.setAttribute('aria-pressed', String(wide))
      zoom.querySelector('span').textContent = wide ? 'Fit the page' : 'Larger'
    })
  }
}
