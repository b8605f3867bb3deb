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

/** Names the chunk of everything that is loaded with one of `entries` at once; their style sheets stay with them. */
function chunkOf(name: string, ...entries: string[]) {
  let modules: Set<string> | undefined
  return (id: string, graph: Graph): string | null => {
    if (modules === undefined) {
      modules = new Set()
      for (const entry of entries) {
        if (!graph.getModuleInfo(join(src, entry)))
          throw new Error(`build/chunks.ts names ${entry}, which is not there`)
        loadedWith(join(src, entry), graph, modules)
      }
    }
    return modules.has(id) && !beginners.has(id) && !/\.css(\?|$)/.test(id) ? name : null
  }
}

/**
 * Few chunks, so that a page waits for few answers: `base` is what the sign-in page consists of, `app` what else is around every page,
 * and so on, each with everything that it needs and no earlier one has. What only pages need is shared by those that need it.
 * No chunk may need one that needs it: its modules would run before those that they are made of (`noCircularChunks` looks). Merging small
 * shared chunks (`entriesAwareMergeThreshold`) makes such circles; another chunk with a name makes none.
 */
export const chunkGroups = [
  { name: chunkOf('base', 'main.tsx', 'sign-in.tsx'), debugName: 'base', priority: 60 },
  { name: chunkOf('app', 'start.tsx'), debugName: 'app', priority: 50 },
  { name: chunkOf('home', 'home/home-page.tsx'), debugName: 'home', priority: 40 },
  { name: chunkOf('list', 'list/resource-list.tsx'), debugName: 'list', priority: 30 },
  {
    name: chunkOf('server-actions', 'servers/actions/use-server-actions.tsx'),
    debugName: 'server-actions',
    priority: 20,
  },
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
