import { CloudError, describe, failed } from '#platform/errors'
import { type CommandKind, purposes } from './command-contract.ts'
import type { WireFailure } from './command-wire.ts'

/** What can be asked of a host: the commands, and the streams to a guest's consoles. */
type Task = CommandKind | 'open-console'

const whatFor = (task: Task) => (task === 'open-console' ? 'open the console of the server' : purposes[task])

/**
 * What everybody is told of a failure on a host. A driver, a program or a file system speaks of the host's inside: such words are the
 * administrators', and so is what is not available there, unless whoever noticed it has said already what of it is a detail.
 */
export function hostFailure(task: Task, failure: WireFailure): CloudError {
  if (failure.kind === 'unexpected')
    return failed(`The host could not ${whatFor(task)}. Administrators are shown the reason.`, failure.message)
  if (failure.kind === 'unavailable' && failure.detail === undefined) return hostUnavailable(describe(failure))
  return new CloudError(failure)
}

/** A host that does not answer or lacks something that it needs; which, and what, is `detail`. */
export const hostUnavailable = (detail: string, cause?: unknown): CloudError =>
  new CloudError(
    {
      kind: 'unavailable',
      what: 'The host of the server',
      hint: 'Retry in a minute; administrators are shown the reason.',
      detail,
    },
    cause,
  )
