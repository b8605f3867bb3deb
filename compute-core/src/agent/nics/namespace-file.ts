import { access, rm } from 'node:fs/promises'
import { CloudError } from '#platform/errors'
import { runProgram } from '#platform/run-program'

/**
 * Removes the file of a namespace that `ip netns del` does not: one that a start left behind which was cut off, or that another mount namespace
 * holds. Throws `unavailable`, whose cause names the cure for the person at the host.
 */
export async function removeNamespaceFile(path: string): Promise<void> {
  // Lazily: whoever still uses the namespace keeps it, without its name.
  await runProgram('umount', ['-l', path]).catch(() => undefined)
  await rm(path, { force: true }).catch(() => undefined)
  const isGone = await access(path).then(
    () => false,
    () => true,
  )
  if (isGone) return
  throw new CloudError(
    { kind: 'unavailable', what: "This host's networking", hint: 'The log of its agent says why.' },
    new Error(
      `The namespace file ${path} is left from an earlier start and cannot be removed. Type: umount -l ${path}; rm -r ${path} (or restart the machine), then start again.`,
    ),
  )
}
