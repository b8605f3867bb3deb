import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import koffi from 'koffi'

/** Held until `release`, or until the process has ended, however it ends. */
export interface FolderLock {
  release(): void
}

const exclusiveAtOnce = 2 | 4 // LOCK_EX | LOCK_NB

type Flock = (descriptor: number, operation: number) => number
let flock: Flock | undefined

/**
 * Takes the lock that the file at `path` stands for, or answers with the process that holds it. The kernel keeps it for the open file: it is
 * gone with the process, a file left behind holds nobody up, and a copy of it is another lock.
 */
export function lockFile(path: string): FolderLock | { heldBy: string } {
  // Node cannot lock files. The C library is in this process already.
  flock ??= koffi.load(null).func('flock', 'int', ['int', 'int']) as unknown as Flock
  const descriptor = openSync(path, 'a+', 0o600)
  if (flock(descriptor, exclusiveAtOnce) !== 0) {
    closeSync(descriptor)
    return { heldBy: readFileSync(path, 'utf8').trim() || 'unknown' }
  }
  ftruncateSync(descriptor)
  writeSync(descriptor, `${process.pid}\n`)
  return { release: () => closeSync(descriptor) }
}
