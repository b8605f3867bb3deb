import { existsSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { root, toolsFolder } from './places.mjs'
import { say } from './refusal.mjs'
import { runQuietly } from './run-quietly.mjs'
import { isStamped, stamp } from './stamps.mjs'

const nodeMajor = 24
const pnpmMajor = 12

/**
 * The packages that bring what this machine lacks. Node comes under the name of its platform's own package: the one
 * called `node` fetches that from an install script, which npm may be told not to run. A Node that we brought ourselves
 * does not count as the machine's: npm must never replace the Node it runs on.
 */
export function neededTools({ nodeVersion, nodePath, platform, arch }, folder = toolsFolder) {
  const isMachines = !relative(folder, nodePath).startsWith('node_modules')
  const pnpm = `pnpm@${pnpmMajor}`
  if (isMachines && Number.parseInt(nodeVersion, 10) >= nodeMajor) return [pnpm]
  return [`node@npm:node-${platform}-${arch}@${nodeMajor}`, pnpm]
}

/** Node and pnpm as the project needs them, brought from the npm registry at the first call only. */
export async function ensureToolchain() {
  const { versions, execPath, platform, arch } = process
  const tools = neededTools({ nodeVersion: versions.node, nodePath: execPath, platform, arch })
  const wanted = tools.join(' ')
  if (!isStamped('toolchain', wanted) || !existsSync(join(toolsFolder, 'node_modules/pnpm')))
    await bringTools(tools, wanted)
  return {
    node: tools.length === 1 ? execPath : join(toolsFolder, 'node_modules/node/bin/node'),
    pnpm: join(toolsFolder, 'node_modules/pnpm/bin/pnpm.mjs'),
    env: toolchainEnv(process.env, join(toolsFolder, 'node_modules/.bin')),
  }
}

/**
 * The environment in which `node` and `pnpm` are the project's, and nothing of the calling npm is left to mislead them. Node keeps what
 * it has compiled, which takes a third off the next start; and glibc, which reads this when a process begins, keeps two pools of memory
 * instead of one for each thread: after hours of use the cloud is half as large.
 */
export function toolchainEnv(env, bin) {
  const ours = Object.entries(env).filter(
    ([name]) => !/^npm_(?!config_(registry|cache|https?_proxy|proxy|noproxy|cafile)$)/i.test(name),
  )
  return {
    ...Object.fromEntries(ours),
    MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? '2',
    NODE_COMPILE_CACHE: join(toolsFolder, 'compile-cache'),
    PATH: [bin, join(root, 'node_modules/.bin'), env.PATH].filter(Boolean).join(delimiter),
  }
}

async function bringTools(tools, wanted) {
  say(tools.length === 1 ? 'Bringing pnpm (once) …' : `Bringing Node ${nodeMajor} and pnpm (once) …`)
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=2000',
    '--loglevel=error',
  ]
  await runQuietly('toolchain', ['npm', 'install', '--prefix', toolsFolder, ...flags, ...tools], {
    cure: `Node ${nodeMajor} and pnpm could not be brought from the npm registry: check this machine's connection (npm ping), then start again.`,
  })
  stamp('toolchain', wanted)
}
