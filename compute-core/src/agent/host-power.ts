import { access } from 'node:fs/promises'
import { CloudError } from '#platform/errors'
import { runProgram } from '#platform/run-program'

/** The power of the machine itself. */
export interface HostPower {
  /** Begins to switch the machine off, or to start it anew; returns before that has ended. Refuses what cannot be done here. */
  begin(action: 'shutdown' | 'reboot'): Promise<void>
}

const notHere = (message: string) => new CloudError({ kind: 'not-implemented', message })

/** Of a machine whose power is nobody's business here, with the sentence that says why. */
export const withoutPower = (why: string): HostPower => ({
  async begin() {
    throw notHere(why)
  },
})

const verbs = { shutdown: 'poweroff', reboot: 'reboot' } as const

/**
 * By systemd, for an agent that is root where systemd runs: without it nobody would shut down in order what else runs there. Queued without
 * waiting, so that the answer is on its way before the agent is ended with everything else.
 */
export function systemdPower({
  isRoot,
  runsHere = () => access('/run/systemd/system').then(() => true, () => false), // prettier-ignore
  run = (program: string, args: readonly string[]) => runProgram(program, args),
}: {
  isRoot: boolean
  runsHere?: () => Promise<boolean>
  run?: (program: string, args: readonly string[]) => Promise<unknown>
}): HostPower {
  return {
    async begin(action) {
      if (!(await runsHere()))
        throw notHere('There is no systemd on this host that could end what runs there in order. Do it on the host.')
      if (!isRoot) throw notHere('The agent of this host is not root, and may not do that. Do it on the host.')
      await run('systemctl', ['--no-block', verbs[action]])
    },
  }
}
