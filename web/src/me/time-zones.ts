/** Zones that were given another name, by the old one: browsers go on listing many under it, and people look for either. */
export const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

const oldNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(renamed).map(([old, name]) => [name, old]),
)

/** The time zones that the browser knows, each with its old name, where it had another, and its difference to UTC now: "Asia/Kolkata, Calcutta (GMT+5:30)". */
export function timeZoneChoices(now = new Date()): { value: string; label: string }[] {
  // UTC is not among the supported values of every browser, though each knows it.
  const values = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const byName = new Map(values.map((value) => [renamed[value] ?? value, value]))
  return [...byName]
    .toSorted(([a], [b]) => Number(b === 'UTC') - Number(a === 'UTC') || (a < b ? -1 : 1))
    .map(([name, value]) => ({ value, label: `${inWords(name)} (${differenceOf(value, now)})` }))
}

function inWords(name: string): string {
  const [place, old] = [cityOf(name), cityOf(oldNames[name] ?? name)]
  return (old === place ? name : `${name}, ${old}`).replaceAll('_', ' ')
}

const cityOf = (name: string): string => name.split('/').at(-1)!

function differenceOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
