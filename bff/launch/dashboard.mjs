import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { say } from './refusal.mjs'
import { runQuietly } from './run-quietly.mjs'
import { hashTrees, isStamped, stamp } from './stamps.mjs'

const sources = ['src', 'public', 'build', 'index.html', 'vite.config.ts', 'package.json']
  .map((name) => `web/${name}`)
  .concat('pnpm-lock.yaml')

/** Builds the dashboard, unless it stands built from exactly these sources. */
export async function ensureDashboard({ node, pnpm, env }) {
  const wanted = hashTrees(sources.map((source) => join(root, source)))
  if (isStamped('dashboard', wanted) && existsSync(join(root, 'web/dist/index.html'))) return
  say('Building the dashboard …')
  await runQuietly('dashboard', [node, pnpm, '--filter', '@kilonova/web', 'build'], {
    env,
    cure: 'The dashboard could not be built: undo the last change under web/, or free disk space, then start again.',
  })
  stamp('dashboard', wanted)
}
