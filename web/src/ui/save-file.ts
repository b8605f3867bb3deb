/** Saves a file through the browser, made of `parts`. */
export function saveFile(name: string, type: string, parts: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Later, for Safari reads the blob only after this call has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
