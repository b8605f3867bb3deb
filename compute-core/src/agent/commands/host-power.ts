import { CloudError } from '#platform/errors'
import type { CommandHandler } from './command-handler.ts'

/** Switches the host off or starts it anew. Given again after that, by a conductor that has heard no answer, it does nothing. */
export const hostPower: CommandHandler<'host-power'> = {
  subject: ({ hostId }) => hostId,
  load: 'light',
  async run({ driver, power }, { action, bootId }) {
    if (action === 'startup')
      throw new CloudError({
        kind: 'not-implemented',
        message:
          'This host is on. One that is off has no agent that could start it: use its power button or its remote console.',
      })
    const { bootId: now } = await driver.facts()
    if (bootId === null || bootId === now) await power.begin(action)
    return null
  },
}
