/** Actions of the Compute API that are not built here yet, with the versions (2.x) that have them; or that are gone for good. */
export const knownActions: Readonly<Record<string, readonly [number, number] | 'gone'>> = {
  addFixedIp: [1, 43],
  evacuate: [1, 104],
  migrate: [1, 104],
  'os-migrateLive': [1, 104],
  removeFixedIp: [1, 43],
  resetNetwork: 'gone',
}
