import { CloudError } from '@kilonova/compute-core/platform/errors'

/** Why the start failed, for the person at the terminal: our own message, or an explanation of a full disk or a forbidden folder. */
export function sentence(error: unknown): string {
  if (error instanceof CloudError) return error.message
  const { code, message, path } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return `The disk is full (${path ?? message}). Free some space, or set KILONOVA_DATA to a folder on another disk.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `This user cannot write to ${path ?? message}. Set KILONOVA_DATA to a writable folder, or start as root.`
  return message
}
