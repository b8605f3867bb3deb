import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { commandContractVersion } from '#agent/commands/command-contract'
import type { System } from '#api/compute-deps'
import { computeService } from '#api/compute-api'
import { allReconcilers } from '#conductor/reconcilers/all-reconcilers'
import type { ReconcileLoop } from '#conductor/reconcilers/reconcile-loop'
import { identityDefinition } from '#services/identity/api/identity-api'
import { imageDefinition } from '#services/image/api/image-api'
import { networkDefinition } from '#services/network/api/network-api'
import { placementDefinition } from '#services/placement/api/placement-api'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import { tellEvent } from '#platform/events/tell-event'
import type { ProcessLease } from '#platform/process/process-lease'
import { leaderSays } from '#platform/process/control-process'
import type { ReconcilerFigures } from '#platform/reconciler-figures'
import { settingsInForce } from '#platform/settings-in-force'
import { heldBackList } from '#platform/http/rate-limit'
import type { Log, LogLevel } from '#platform/log'
import { nameOf } from '#platform/service/microversion'
import packageFile from '../../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '../../..')

/** The path of each service in the catalog, and where it tells its versions without a token. */
const services = [
  { definition: identityDefinition, path: '/identity/v3' },
  { definition: computeService, path: '/compute/v2.1' },
  { definition: imageDefinition, path: '/image' },
  { definition: networkDefinition, path: '/network' },
  { definition: placementDefinition, path: '/placement' },
] as const

/** What runs here. */
export const versionsHere = async (): Promise<System['versions']> => ({
  kilonova: packageFile.version,
  revision: await revisionIn(root),
  node: process.versions.node,
  agent_contract: commandContractVersion,
})

/** The machinery of this process, as the API shows it; the parts that come later are asked for when it is asked. */
export function systemOf(parts: {
  config: Config
  log: Log
  api: () => Hono
  reconcilers: () => ReconcileLoop | undefined
  versions: System['versions']
  db: Database
  lease: Pick<ProcessLease, 'id' | 'leads'>
}): System {
  const { config, log, api, reconcilers, versions, db, lease } = parts
  return {
    versions,
    services: services.map(({ definition: { name, title, versions }, path }) => ({
      name,
      title,
      path,
      min: nameOf(versions, versions.min),
      max: nameOf(versions, versions.max),
    })),
    async check(service) {
      const began = performance.now()
      const { status } = await api().request(`/${service}/`)
      return { status, tookMs: Math.round((performance.now() - began) * 10) / 10 }
    },
    settings: () => settingsInForce(config),
    processId: lease.id,
    async reconcilers() {
      const own = reconcilers()?.states() ?? []
      if (lease.leads()) return own
      return ((await leaderSays(db)) as ReconcilerFigures[] | undefined)?.map(withDates) ?? own
    },
    async runReconciler(name) {
      if (lease.leads()) return reconcilers()?.runNow(name) ?? false
      if (!allReconcilers.some((one) => one.name === name)) return false
      await tellEvent(db, 'reconcile', name)
      return true
    },
    heldBack: heldBackList(),
    logLevel: {
      now: () => log.level as LogLevel,
      atStart: config.log_level,
      set: (level) => void (log.level = level),
    },
  }
}

/** As they were before they went through JSON. */
const withDates = (one: ReconcilerFigures): ReconcilerFigures => ({
  ...one,
  last: one.last && { ...one.last, at: new Date(one.last.at) },
  nextAt: one.nextAt && new Date(one.nextAt),
})

/** The commit that is checked out in `folder`; null where that is no checkout. */
export async function revisionIn(folder: string): Promise<string | null> {
  const read = (path: string) => readFile(path, 'utf8').then((text) => text.trim())
  try {
    const linked = await read(join(folder, '.git')).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EISDIR') return undefined
      throw error
    })
    // A worktree has a file that names its folder, whose refs are those of the repository.
    const git = linked?.replace(/^gitdir: /, '') ?? join(folder, '.git')
    const common = linked === undefined ? git : join(git, await read(join(git, 'commondir')))
    const head = await read(join(git, 'HEAD'))
    if (!head.startsWith('ref: ')) return head
    const ref = head.slice('ref: '.length)
    const loose = await read(join(common, ref)).catch(() => undefined)
    if (loose !== undefined) return loose
    const packed = await read(join(common, 'packed-refs'))
    return (
      packed
        .split('\n')
        .find((line) => line.endsWith(` ${ref}`))
        ?.split(' ')[0] ?? null
    )
  } catch {
    return null
  }
}
