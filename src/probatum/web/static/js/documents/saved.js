// After a save the text kept in this browser is forgotten; the record has it.
const saved = new URLSearchParams(location.search).get('saved')
if (saved) {
  try { localStorage.removeItem(`probatum.text.${saved}`) } catch { /* storage forbidden */ }
  history.replaceState(null, '', location.pathname + location.hash)
}
