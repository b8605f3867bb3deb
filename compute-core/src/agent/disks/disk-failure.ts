import { CloudError } from '#platform/errors'
import { ProgramError } from '#platform/run-program'

const reasons: readonly { code: RegExp; said: RegExp; what: string; cure: string }[] = [
  {
    code: /^(ENOSPC|EDQUOT)$/,
    said: /No space left on device|Disk quota exceeded/,
    what: 'Disk space on the host',
    cure: 'Try another host.',
  },
  {
    code: /^(EACCES|EPERM|EROFS)$/,
    said: /Permission denied|Read-only file system/,
    what: 'Write access to the disks of the host',
    cure: 'Administrators are shown the folder.',
  },
]

/** What went wrong with the files under `folder`, with the cure where it is known; the folder is named to administrators. */
export function diskFailure(error: unknown, folder: string): Error {
  if (error instanceof CloudError) return error
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  const said = error instanceof ProgramError ? error.said : ''
  const reason = reasons.find((reason) => reason.code.test(code) || reason.said.test(said))
  if (reason === undefined) return error instanceof Error ? error : new Error(String(error))
  const detail = `${folder}: ${said || String(error)}`
  return new CloudError({ kind: 'unavailable', what: reason.what, hint: reason.cure, detail }, error)
}

/** The failure of something that would take `bytes` in `folder` and does not fit, found before it was written. */
export function noRoomFor(bytes: number, folder: string): CloudError {
  const { what, cure } = reasons[0]!
  return new CloudError({ kind: 'unavailable', what, hint: cure, detail: `${folder} has no room for ${bytes} bytes.` })
}
