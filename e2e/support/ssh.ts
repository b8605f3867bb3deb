import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs `command` in the guest over ssh with `keyFile`; the guest's own key is new each time and not remembered. */
export async function sshInto(address: string, keyFile: string, command: string): Promise<string> {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=10',
    'BatchMode=yes',
  ]
  const { stdout } = await run('ssh', [
    ...options.flatMap((option) => ['-o', option]),
    '-i',
    keyFile,
    `root@${address}`,
    command,
  ])
  return stdout.trim()
}
