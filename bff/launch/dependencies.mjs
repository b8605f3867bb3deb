import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { say } from './refusal.mjs'
import { runQuietly } from './run-quietly.mjs'
import { hashContents, isStamped, stamp } from './stamps.mjs'

const rooms = ['', 'web', 'bff', 'compute-core', 'e2e']

/** Installs exactly what pnpm-lock.yaml names, unless that was done already. */
export async function ensureDependencies({ node, pnpm, env }) {
  const manifests = rooms.map((room) => join(root, room, 'package.json')).filter((path) => existsSync(path))
  const wanted = hashContents([join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests])
  if (isStamped('dependencies', wanted) && existsSync(join(root, 'node_modules/.pnpm'))) return
  say('Installing the npm packages …')
  // CI: without a terminal pnpm must never wait for an answer. NODE_ENV=production would leave out what builds the dashboard.
  const { NODE_ENV: _, ...rest } = env
  await runQuietly('dependencies', [node, pnpm, 'install', '--frozen-lockfile'], {
    env: { ...rest, CI: 'true' },
    cure: `The npm packages could not be installed: check this machine's connection and free disk space, then start again.`,
  })
  stamp('dependencies', wanted)
}
