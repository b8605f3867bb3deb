import { t } from './i18n.ts'
/** One line of a key-value editor; `id` identifies it while its key changes. */
export interface KeyValue {
  id: number
  key: string
  value: string
}

let lastId = 0

/** An empty line. */
export const emptyKeyValue = (): KeyValue => ({ id: ++lastId, key: '', value: '' })

/** The lines for a record, in its order. */
export const toKeyValues = (record: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(record).map(([key, value]) => ({ ...emptyKeyValue(), key, value }))

/** The record that the lines stand for; lines with neither key nor value are left out. */
export const toRecord = (lines: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(filledIn(lines).map(({ key, value }) => [key.trim(), value]))

/** What is wrong with the lines; null if nothing is. */
export function keyValuesProblem(lines: readonly KeyValue[]): string | null {
  const keys = filledIn(lines).map(({ key }) => key.trim())
  if (keys.includes('')) return t('Every value needs a key.')
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  return twice === undefined ? null : t('The key {{key}} is used twice.', { key: twice })
}

const filledIn = (lines: readonly KeyValue[]) => lines.filter(({ key, value }) => key.trim() !== '' || value !== '')
