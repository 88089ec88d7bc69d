// Reads a bar code or square code out of a picture taken with the phone into its field; where the browser cannot, it is typed as ever.
// The picture stays on the phone: only the code goes into the field.
export function scan (input) {
  if (!('BarcodeDetector' in window) || !matchMedia('(pointer: coarse)').matches) return
  const camera = Object.assign(document.createElement('input'), { type: 'file', accept: 'image/*', hidden: true })
  camera.setAttribute('capture', 'environment')
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button button--small', textContent: 'Scan the code' })
  const says = Object.assign(document.createElement('p'), { className: 'field__help' })
  says.setAttribute('role', 'status')
  ;(input.closest('.picker') ?? input).after(button, camera, says)

  const many = input.hasAttribute('data-items-many')
  function fill (code) {
    const before = many ? input.value.trim().replace(/,$/, '') : ''
    input.value = before ? `${before}, ${code}` : code
    input.dispatchEvent(new Event('change', { bubbles: true }))
    says.textContent = `Read: ${code}`
  }
  button.addEventListener('click', () => camera.click())
  camera.addEventListener('change', async () => {
    const picture = camera.files[0]
    if (!picture) return
    says.textContent = 'Reading the code…'
    try {
      const found = await new window.BarcodeDetector().detect(await createImageBitmap(picture))
      // eslint-disable-next-line no-control-regex -- a code may hold signs that part its pieces
      const code = (found[0]?.rawValue ?? '').replace(/[\u0000-\u001f]+/g, ' ').trim()
      if (code) fill(code)
      else says.textContent = 'No code was found in the picture. Go nearer, or type it.'
    } catch (error) {
      says.textContent = 'The code could not be read here. Type it.'
    }
    camera.value = ''
  })
}
