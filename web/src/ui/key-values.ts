/** One line of a key-value editor; `id` tells lines apart while their keys change. */
export interface KeyValue {
  id: number
  key: string
  value: string
}

let made = 0

/** A line that nobody has filled in. */
export const emptyKeyValue = (): KeyValue => ({ id: ++made, key: '', value: '' })

/** The lines of a record, in its order. */
export const toKeyValues = (record: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(record).map(([key, value]) => ({ ...emptyKeyValue(), key, value }))

/** The record of the lines; a line without a key or a value is nothing. */
export const toRecord = (lines: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(filledIn(lines).map(({ key, value }) => [key.trim(), value]))

/** What is wrong with the lines; null when nothing is. */
export function keyValuesProblem(lines: readonly KeyValue[]): string | null {
  const keys = filledIn(lines).map(({ key }) => key.trim())
  if (keys.includes('')) return 'Each value needs a key.'
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  return twice === undefined ? null : `The key ${twice} is there twice.`
}

const filledIn = (lines: readonly KeyValue[]) => lines.filter(({ key, value }) => key.trim() !== '' || value !== '')
