// The built-in editor: marks, preview, pictures, and the unsent text kept in this browser.
import { keep } from './kept.js'

const form = document.querySelector('[data-editor]')
const text = form?.querySelector('[data-editor-text]')
const said = form?.querySelector('[data-editor-said]')
const TABLE = '| Step | Who | What |\n| --- | --- | --- |\n| 1 |  |  |\n'

function put (before, after = '', sample = '') {
  const { selectionStart: from, selectionEnd: to, value } = text
  const words = value.slice(from, to) || sample
  text.setRangeText(before + words + after, from, to, 'end')
  text.setSelectionRange(from + before.length, from + before.length + words.length)
  text.focus()
  text.dispatchEvent(new Event('input', { bubbles: true }))
}

function add (words) {
  text.setSelectionRange(text.selectionEnd, text.selectionEnd)
  put(words)
}

async function send (url, name, value) {
  const body = new FormData()
  body.append(name, value)
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value
  return fetch(url, { method: 'POST', body, headers: { 'X-CSRFToken': token } })
}

async function show () {
  const answer = await send(form.dataset.previewUrl, 'text', text.value)
  if (answer.ok) form.querySelector('[data-editor-preview]').innerHTML = await answer.text()
}

async function picture (input) {
  if (!input.files.length) return
  said.textContent = 'The picture is on its way…'
  const answer = await send(form.dataset.picturesUrl, 'picture', input.files[0])
  const told = await answer.json().catch(() => ({ sentence: 'The server could not take the picture.' }))
  said.textContent = told.sentence ?? 'The picture is in the text.'
  if (told.markdown) add(`\n${told.markdown}\n`)
  input.value = ''
}

if (form && text) {
  form.querySelector('[data-editor-bar]').hidden = false
  form.addEventListener('click', (event) => {
    const mark = event.target.closest('[data-mark]')
    if (mark) mark.dataset.mark === 'table' ? add(`\n${TABLE}`) : put(...mark.dataset.mark.split('|'), mark.dataset.sample)
    if (event.target.closest('[data-editor-show]')) { event.preventDefault(); show() }
  })
  form.querySelector('[data-editor-picture]').addEventListener('change', (event) => picture(event.target))
  let timer = 0
  text.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 700) })
  keep(form, text)
  if (text.value) show()
}
