/** Saves `text` as a file through the browser. */
export function downloadText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // Later, for Safari reads the blob only after this call has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
