import { CloudError } from '#platform/errors'
import { type ProgramOptions, ProgramError, requirePrograms, runProgram } from '#platform/run-program'

const tools = ['ip', 'nft', 'dnsmasq'] as const

/** Throws `unavailable` with the way to install it when a program that networks need is not on this host. */
export const requireTools = () => requirePrograms(tools)

/** Runs a program that changes this host's networking, and gives what it printed. */
export async function runTool(
  tool: (typeof tools)[number],
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  try {
    return await runProgram(tool, args, options)
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw failure([tool, ...args].join(' '), options.input, error)
  }
}

/** What a tool said is for administrators: it names interfaces and addresses of the host. */
const failure = (line: string, input: string | undefined, cause: ProgramError) =>
  new CloudError(
    {
      kind: 'unavailable',
      what: "The host's networking",
      hint: 'Retry in a minute; administrators are shown the reason.',
      detail: `${line}: ${cause.said || cause.message}`,
    },
    new Error(`${line}: ${cause.said || cause.message}${input === undefined ? '' : `\n${input}`}`, { cause }),
  )
