import { join } from 'node:path'
import type { Plugin } from 'vite'

const src = join(import.meta.dirname, '../src')

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null
}

/** All that is loaded with `entry` at once. */
function loadedWith(entry: string, graph: Graph, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(entry)) return found
  found.add(entry)
  // Copied, since the bundler uses the same array again for the next module.
  const imported = graph.getModuleInfo(entry)?.importedIds.slice() ?? []
  for (const id of imported) loadedWith(id, graph, found)
  return found
}

/** The modules that begin something as soon as they are loaded: whoever needs what they need must not begin it too. */
const beginners = new Set(['sign-in.tsx', 'start.tsx'].map((file) => join(src, file)))

/** All that is loaded with one of `entries` at once. */
function loadedWithAny(entries: readonly string[], graph: Graph): ReadonlySet<string> {
  const found = new Set<string>()
  for (const entry of entries) {
    if (!graph.getModuleInfo(join(src, entry))) throw new Error(`build/chunks.ts names ${entry}, which is not there`)
    loadedWith(join(src, entry), graph, found)
  }
  return found
}

/** Names the chunk of everything that is loaded with one of each of `needs` at once; their style sheets stay with them. */
function chunkOf(name: string, ...needs: readonly (readonly string[])[]) {
  let modules: ReadonlySet<string>[] | undefined
  return (id: string, graph: Graph): string | null => {
    modules ??= needs.map((entries) => loadedWithAny(entries, graph))
    return modules.every((some) => some.has(id)) && !beginners.has(id) && !/\.css(\?|$)/.test(id) ? name : null
  }
}

const list = ['list/resource-list.tsx']
const create = ['servers/create/server-create-page.tsx']
const home = ['home/home-page.tsx', 'tasks/task-tray.tsx']
const server = [
  'page',
  'overview-tab',
  'network-tab',
  'snapshots-tab',
  'activity-tab',
  'metrics-tab',
  'log-tab',
  'settings-tab',
].map((part) => `servers/page/server-${part}.tsx`)
const serverForms = ['servers/actions/server-action-dialog.tsx']

/**
 * Few chunks, so that a page waits for few answers: `base` is what the sign-in page consists of, `app` what else is around every page,
 * and so on, each with everything that it needs and no earlier one has: what one page has in common with others, so that no page loads
 * what only others need. The rest is shared by those that need it. The order is by priority.
 * No chunk may need one that needs it: its modules would run before those that they are made of (`noCircularChunks` looks). Merging small
 * shared chunks (`entriesAwareMergeThreshold`) makes such circles; another chunk with a name makes none.
 */
const named = [
  { name: 'base', needs: [['main.tsx', 'sign-in.tsx']] },
  { name: 'app', needs: [['start.tsx']] },
  { name: 'parts', needs: [home, [...list, ...server, ...create]] },
  { name: 'page', needs: [server, [...list, ...create, ...serverForms]] },
  { name: 'fields', needs: [list, [...create, ...serverForms]] },
  { name: 'forms', needs: [create, serverForms] },
  { name: 'list', needs: [list] },
  { name: 'server', needs: [server, ['servers/list/server-list-page.tsx']] },
  { name: 'create', needs: [create] },
  { name: 'home', needs: [['home/home-page.tsx'], ['home/cloud-home-page.tsx']] },
]

export const chunkGroups = [
  ...named.map(({ name, needs }, at) => ({
    name: chunkOf(name, ...needs),
    debugName: name,
    priority: 10 * (named.length + 1 - at),
  })),
  { name: 'shared', minShareCount: 2, entriesAware: true, priority: 10 },
]

/** The circle that `name` is in, or leads to, if there is one; `done` are those that lead to none. */
function circleFrom(
  name: string,
  importsOf: (name: string) => readonly string[],
  done: Set<string>,
  path: readonly string[] = [],
): readonly string[] | undefined {
  if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
  if (done.has(name)) return undefined
  for (const next of importsOf(name)) {
    const circle = circleFrom(next, importsOf, done, [...path, name])
    if (circle) return circle
  }
  done.add(name)
  return undefined
}

/** Fails the build where chunks import each other: of two such, the first one runs without what it needs of the other. */
export const noCircularChunks: Plugin = {
  name: 'no-circular-chunks',
  generateBundle(_options, bundle) {
    const importsOf = (name: string) => {
      const file = bundle[name]
      return file?.type === 'chunk' ? file.imports : []
    }
    const done = new Set<string>()
    for (const name of Object.keys(bundle)) {
      const circle = circleFrom(name, importsOf, done)
      if (circle) this.error(`Chunks import each other: ${circle.join(' → ')}`)
    }
  },
}
