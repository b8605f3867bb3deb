import { CloudError, unavailable } from '#platform/errors'
import { ProgramError } from './run-program.ts'

const reasons: readonly { code: RegExp; said: RegExp; what: string; cure: string }[] = [
  {
    code: /^(ENOSPC|EDQUOT)$/,
    said: /No space left on device|Disk quota exceeded/,
    what: 'Disk space',
    cure: 'Free some there, or build the server on another host.',
  },
  {
    code: /^(EACCES|EPERM|EROFS)$/,
    said: /Permission denied|Read-only file system/,
    what: 'Write access',
    cure: 'Let the agent write there.',
  },
]

/** What went wrong with the files under `folder`, as a failure that names the folder and the cure where both are known. */
export function diskFailure(error: unknown, folder: string): Error {
  if (error instanceof CloudError) return error
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  const said = error instanceof ProgramError ? error.said : ''
  const reason = reasons.find((reason) => reason.code.test(code) || reason.said.test(said))
  if (reason !== undefined) return unavailable(`${reason.what} in ${folder}`, reason.cure, error)
  return error instanceof Error ? error : new Error(String(error))
}
