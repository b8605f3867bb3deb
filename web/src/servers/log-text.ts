// What a serial console sends to a terminal to move its cursor and change its colours. The escape must be matched.
const escapes = new RegExp(
  '\\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|[@-Z\\\\-_]|[()][0-9A-Za-z])',
  'g',
)

/** A guest's serial output as plain lines: no colours, no cursor jumps, lines ended once. */
export const plainLog = (output: string): string =>
  output.replace(escapes, '').replace(/\r+\n/g, '\n').replaceAll('\r', '\n').replaceAll('\0', '')

/** `text` cut at every place where `search` stands, whatever its case: odd pieces are the matches. */
export function splitAtMatches(text: string, search: string): string[] {
  if (search === '') return [text]
  const pattern = new RegExp(`(${search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'gi')
  return text.split(pattern)
}
