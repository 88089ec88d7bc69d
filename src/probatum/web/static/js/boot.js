// Runs before the first paint so that theme and folded menu do not flash. Not a module on purpose.
(function () {
  var root = document.documentElement
  root.classList.add('js')
  try {
    var theme = localStorage.getItem('probatum.theme')
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
    if (localStorage.getItem('probatum.nav') === 'icons') root.dataset.nav = 'icons'
  } catch (error) { /* storage may be forbidden; the page works without it */ }
})()
