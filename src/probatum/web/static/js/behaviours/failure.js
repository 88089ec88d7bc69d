// A failed htmx request shows the server's sentence where messages stand.
const template = (text) => {
  const box = document.createElement('div')
  box.className = 'message message--danger'
  box.setAttribute('role', 'alert')
  const words = document.createElement('div')
  words.className = 'message__text'
  words.textContent = text
  box.append(words)
  return box
}

function sentence (xhr) {
  const page = new DOMParser().parseFromString(xhr.responseText || '', 'text/html')
  const said = page.querySelector('[data-sentence]')?.textContent.trim()
  return said || 'The server could not do this. Nothing was changed. Reload the page and try again.'
}

function show (text) {
  const open = document.querySelector('dialog[data-sheet][open]')
  const place = open ?? document.querySelector('[data-flash]')
  place?.prepend(template(text))
  place?.scrollIntoView({ block: 'nearest' })
}

document.addEventListener('htmx:responseError', (event) => show(sentence(event.detail.xhr)))
document.addEventListener('htmx:sendError', () => show('The server cannot be reached. Nothing was changed. Check the network and try again.'))
