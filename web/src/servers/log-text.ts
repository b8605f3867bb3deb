const esc = String.fromCharCode(27)
const bell = String.fromCharCode(7)

/** What a serial console sends to a terminal to move its cursor, change its colours and set its title. */
const escapes = new RegExp(
  `${esc}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)|[()][0-9A-Za-z]|[@-Z\\\\-_=>])`,
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
