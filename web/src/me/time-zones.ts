/** The time zones that the browser knows, each with its difference to UTC now: "Europe/Berlin (GMT+1)". */
export function timeZoneChoices(now = new Date()): { value: string; label: string }[] {
  // UTC is not among the supported values of every browser, though each knows it.
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...names].map((value) => ({ value, label: `${value.replaceAll('_', ' ')} (${differenceOf(value, now)})` }))
}

function differenceOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
