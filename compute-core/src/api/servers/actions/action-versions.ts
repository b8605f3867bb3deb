const always = [1, 104] as const

/**
 * Every action of the Compute API with the versions (2.x) that have it, or that it is gone for good. Those that `serverActions` does not
 * have are not built here yet.
 */
export const actionVersions = {
  addFixedIp: [1, 43],
  addFloatingIp: [1, 43],
  addSecurityGroup: always,
  changePassword: always,
  confirmResize: always,
  createBackup: always,
  createImage: always,
  evacuate: always,
  forceDelete: always,
  injectNetworkInfo: always,
  lock: always,
  migrate: always,
  'os-getConsoleOutput': always,
  'os-getRDPConsole': [1, 5],
  'os-getSerialConsole': [1, 5],
  'os-getSPICEConsole': [1, 5],
  'os-getVNCConsole': [1, 5],
  'os-migrateLive': always,
  'os-resetState': always,
  'os-start': always,
  'os-stop': always,
  pause: always,
  reboot: always,
  rebuild: always,
  removeFixedIp: [1, 43],
  removeFloatingIp: [1, 43],
  removeSecurityGroup: always,
  rescue: always,
  resetNetwork: 'gone',
  resize: always,
  restore: always,
  resume: always,
  revertResize: always,
  shelve: always,
  shelveOffload: always,
  suspend: always,
  trigger_crash_dump: [17, 104],
  unlock: always,
  unpause: always,
  unrescue: always,
  unshelve: always,
} as const satisfies Record<string, readonly [number, number] | 'gone'>

/** The name of an action as it stands in a body. */
export type ActionName = keyof typeof actionVersions

/** The name of an action that some version has. */
export type LivingActionName = {
  [Name in ActionName]: (typeof actionVersions)[Name] extends 'gone' ? never : Name
}[ActionName]

/** Whether `name` is an action of the Compute API at all. */
export const isActionName = (name: string): name is ActionName => Object.hasOwn(actionVersions, name)
