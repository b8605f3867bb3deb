type Answer = Record<string, unknown>

const in_ = (status: string, vmState: string, powerState = 1): Answer => ({
  status,
  'OS-EXT-STS:vm_state': vmState,
  'OS-EXT-STS:power_state': powerState,
})
const active = in_('ACTIVE', 'active')

/** Where each action leaves a server of the cloud in memory; one that is not here leaves it as it was. */
export const effects: Record<string, (asked: Answer | null) => Answer> = {
  'os-stop': () => in_('SHUTOFF', 'stopped', 4),
  'os-start': () => active,
  pause: () => in_('PAUSED', 'paused', 3),
  unpause: () => active,
  suspend: () => in_('SUSPENDED', 'suspended', 7),
  resume: () => active,
  rescue: () => in_('RESCUE', 'rescued'),
  unrescue: () => active,
  resize: () => in_('VERIFY_RESIZE', 'resized'),
  confirmResize: () => active,
  revertResize: () => active,
  shelve: () => in_('SHELVED_OFFLOADED', 'shelved_offloaded', 4),
  unshelve: () => active,
  restore: () => active,
  lock: (asked) => ({ locked: true, locked_reason: asked?.['locked_reason'] ?? null }),
  unlock: () => ({ locked: false, locked_reason: null }),
  'os-resetState': (asked) => (asked?.['state'] === 'error' ? in_('ERROR', 'error') : active),
}

/** What an action answers with besides that it was taken. */
export const answers: Record<string, Answer> = {
  'os-getConsoleOutput': { output: 'Kilonova guest booting\nlogin:' },
  rescue: { adminPass: 'rescue-me' },
  rebuild: { server: { adminPass: 'made-anew' } },
  createImage: { image_id: 'i-1' },
  createBackup: { image_id: 'i-1' },
}
