// Keeps text that was not sent in this browser only, says so, and offers it back.
export function keep (form, text) {
  const key = `probatum.text.${form.dataset.key}`
  const note = form.querySelector('[data-editor-autosave]')
  const offer = form.querySelector('[data-editor-kept]')
  const first = text.value
  let timer = 0

  const read = () => { try { return JSON.parse(localStorage.getItem(key)) } catch { return null } }
  const write = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ text: text.value, at: Date.now() }))
      note.textContent = `Kept in this browser at ${new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })}. Not saved to the record yet.`
    } catch { note.textContent = 'This browser keeps nothing; save often.' }
  }
  const forget = () => { try { localStorage.removeItem(key) } catch { /* storage forbidden */ } }

  const kept = read()
  if (kept && kept.text !== first) {
    offer.hidden = false
    offer.querySelector('[data-editor-kept-at]').textContent = new Date(kept.at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short', hour12: false })
    offer.querySelector('[data-editor-take]').addEventListener('click', () => {
      text.value = kept.text
      text.dispatchEvent(new Event('input', { bubbles: true }))
      offer.hidden = true
    })
    offer.querySelector('[data-editor-drop]').addEventListener('click', () => { forget(); offer.hidden = true })
  }
  text.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(write, 1000) })
}
