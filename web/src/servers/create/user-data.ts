import { t } from '#ui/i18n'

/** As much user data as a server can have, encoded in base64. */
export const mostEncoded = 65_535

/** How much of the room for user data a text takes: base64 makes four characters of three bytes. */
export const encodedSize = (text: string): number => Math.ceil(new TextEncoder().encode(text).length / 3) * 4

/** A text as the compute API takes it. */
export function toBase64(text: string): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCodePoint(byte)
  return btoa(bytes)
}

/** The text in base64; null if it is none. */
export function fromBase64(encoded: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.codePointAt(0)!)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** What the guest takes a text for, by its first line as cloud-init reads it. */
export type UserDataKind = 'cloud-config' | 'script' | 'mime' | 'template' | 'include' | 'unmarked' | 'unknown'

const marks: readonly [RegExp, UserDataKind][] = [
  [/^#cloud-config(-archive)?\s*$/m, 'cloud-config'],
  [/^#!/, 'script'],
  [/^#cloud-boothook\b/, 'script'],
  [/^(content-type|mime-version|from)\s*:/i, 'mime'],
  [/^##\s*template\s*:/, 'template'],
  [/^#(include|include-once|part-handler|upstart-job)\b/, 'include'],
]

/** What the guest takes `text` for; `unmarked` is cloud-config without the line that says so. */
export function kindOf(text: string): UserDataKind {
  const first = text.split('\n', 1)[0]!.trimEnd()
  const known = marks.find(([mark]) => mark.test(first))
  if (known) return known[1]
  return /^[a-z_]+:(\s|$)/m.test(text) ? 'unmarked' : 'unknown'
}

/** Something wrong with user data, and in which line. */
export interface UserDataProblem {
  line: number
  message: string
}

/** What cloud-init reads as a list, and ignores as anything else. */
const lists = new Set(['packages', 'runcmd', 'bootcmd', 'write_files', 'ssh_authorized_keys', 'mounts'])

/** The first thing in cloud-config that a guest would stumble over; null if there is none, or if it is something else. */
export async function problemIn(text: string): Promise<UserDataProblem | null> {
  const kind = kindOf(text)
  if (kind === 'unmarked')
    return { line: 1, message: t('The first line must be #cloud-config, or the guest ignores the text.') }
  if (kind !== 'cloud-config') return null
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const lineAt = (offset: number | undefined) => lineCounter.linePos(offset ?? 0).line
  const [error] = document.errors
  if (error) return { line: lineAt(error.pos[0]), message: error.message }
  if (document.contents === null || isSeq(document.contents)) return null // nothing yet, or an archive
  if (!isMap(document.contents))
    return { line: lineAt(document.contents.range?.[0]), message: t('Cloud-config consists of keys with values.') }
  for (const { key, value } of document.contents.items)
    if (isScalar(key) && lists.has(String(key.value)) && !isSeq(value) && !(isScalar(value) && value.value === null))
      return { line: lineAt(key.range?.[0]), message: t('{{key}} must be a list.', { key: String(key.value) }) }
  return null
}
