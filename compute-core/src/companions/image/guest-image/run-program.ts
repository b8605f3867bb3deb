import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { unavailable } from '#platform/errors'

const exec = promisify(execFile)

/** Runs a program to its end and gives what it printed; one that is not there is named with the package that brings it. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; package?: string } = {},
): Promise<string> {
  const { package: packageName = program, ...rest } = options
  try {
    const { stdout } = await exec(program, args, { maxBuffer: 64 << 20, ...rest })
    return stdout
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if ('code' in error && error.code === 'ENOENT') throw missingProgram(program, packageName, error)
    throw error
  }
}

const missingProgram = (program: string, packageName: string, cause: Error) =>
  unavailable(
    `The program ${program}`,
    `Install it (package ${packageName}), or upload an image of your own: openstack image create --file disk.qcow2 --disk-format qcow2 --container-format bare NAME`,
    cause,
  )
