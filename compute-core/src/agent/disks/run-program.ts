import { execFile, type ExecFileException } from 'node:child_process'
import { unavailable } from '#platform/errors'

const debianPackages: Readonly<Record<string, string>> = {
  'qemu-img': 'qemu-utils',
  genisoimage: 'genisoimage',
  mkswap: 'util-linux',
  'mkfs.ext4': 'e2fsprogs',
}

/** A program that ended with an error, with what it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  readonly said: string
  constructor(program: string, said: string, cause: unknown) {
    super(`${program} failed: ${said || 'it said nothing'}`, { cause })
    this.said = said
  }
}

/** Runs `program` without a shell and answers its output; throws `unavailable` with the cure where it is not installed. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    // English, so that "No space left on device" can be told from other failures. An ordinary user's path lacks mkfs.
    const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }
    const child = execFile(program, [...args], { cwd: options.cwd, env, maxBuffer: 1 << 24 }, (error, out, said) => {
      if (error === null) resolve(out)
      else reject(failureOf(program, error, said.trim()))
    })
    child.stdin?.on('error', () => undefined) // a program that ends early is judged by how it ended
    child.stdin?.end(options.input ?? '')
  })
}

function failureOf(program: string, error: ExecFileException, said: string): Error {
  if (error.code !== ('ENOENT' as unknown)) return new ProgramError(program, said, error)
  const cure = `Install it on this host: apt-get install ${debianPackages[program] ?? program}.`
  return unavailable(`The program ${program}`, cure, error)
}
