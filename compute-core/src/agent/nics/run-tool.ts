import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudError, unavailable } from '#platform/errors'

const packages = {
  ip: 'apt-get install iproute2, dnf install iproute, or pacman -S iproute2',
  nft: 'apt-get install nftables, dnf install nftables, or pacman -S nftables',
  dnsmasq: 'apt-get install dnsmasq-base, dnf install dnsmasq, or pacman -S dnsmasq',
} as const

export type Tool = keyof typeof packages

// An ordinary PATH often leaves out the folders where these live.
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/local/sbin`

/** Throws `unavailable` with the package to install when a tool is not on this host. */
export async function requireTools(
  tools: readonly Tool[] = ['ip', 'nft', 'dnsmasq'],
  searchPath = path,
): Promise<void> {
  for (const tool of tools)
    if (!(await isInstalled(tool, searchPath)))
      throw unavailable(
        `The program ${tool}, which this host's networks need,`,
        `Install it as root: ${packages[tool]}.`,
      )
}

async function isInstalled(tool: Tool, searchPath: string): Promise<boolean> {
  const folders = [...new Set(searchPath.split(':'))].filter((folder) => folder !== '')
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, tool), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}

/** Runs a tool to its end, with `input` on its standard input, and gives what it printed. */
export function runTool(tool: Tool, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(tool, [...args], { env: { ...process.env, PATH: path } }, (error, stdout, stderr) => {
      if (error) reject(refused(tool, args, input, stderr, error))
      else resolve(stdout)
    })
    child.stdin?.on('error', () => {}) // a tool that ends before it has read everything says why by its exit code
    child.stdin?.end(input)
  })
}

/** What the tool said is for the log: it names interfaces and addresses of the host. */
const refused = (tool: Tool, args: readonly string[], input: string, stderr: string, cause: Error) =>
  new CloudError(
    { kind: 'unavailable', what: "This host's networking", hint: 'The log of its agent says why.' },
    new Error(`${[tool, ...args].join(' ')}: ${stderr.trim() || cause.message}${input === '' ? '' : `\n${input}`}`, {
      cause,
    }),
  )
