import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Plugin } from 'vite'

const packages = join(import.meta.dirname, '../node_modules')

/** The packages with one index of all of their modules, of which a page needs a few. */
const indexes: Readonly<Record<string, string>> = {
  '@mantine/core': '@mantine/core/esm/index.mjs',
  '@mantine/hooks': '@mantine/hooks/esm/index.mjs',
  '@tabler/icons-react': '@tabler/icons-react/dist/esm/tabler-icons-react.mjs',
}

/** Where a name of an index is really exported from, and as what: a file, or another package. */
export interface Origin {
  file: string
  name: string
}

const known = new Map<string, ReadonlyMap<string, Origin>>()

/** The file itself, and not a link to it: a module has one name. */
const indexOf = (packageName: string) => realpathSync(join(packages, indexes[packageName]!))

/** Every name that a package's index exports from a file of its own. */
export function originsOf(packageName: string): ReadonlyMap<string, Origin> {
  const origins = known.get(packageName) ?? readIndex(indexOf(packageName))
  known.set(packageName, origins)
  return origins
}

function readIndex(index: string): ReadonlyMap<string, Origin> {
  const text = readFileSync(index, 'utf8')
  const at = (path: string) => (path.startsWith('.') ? join(dirname(index), path) : path)
  const imported = new Map(
    [...text.matchAll(/^import \{([^}]+)\} from ["']([^"']+)["']/gm)].flatMap(([, names, path]) =>
      namesIn(names!).map(([name, local]) => [local, { file: at(path!), name }] as const),
    ),
  )
  const passedOn = [...text.matchAll(/^export \{([^}]+)\}(?: from ["'](\.[^"']+)["'])?/gm)].flatMap(([, names, path]) =>
    namesIn(names!).flatMap(([name, exported]) => {
      const origin = path === undefined ? imported.get(name) : { file: at(path), name }
      return origin && (!isAbsolute(origin.file) || existsSync(origin.file)) ? [[exported, origin] as const] : []
    }),
  )
  return new Map(passedOn)
}

/** The names in the braces of an import or export, each with what it is called on the other side. */
export const namesIn = (braces: string): [name: string, as: string][] =>
  braces
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/) as [string, string?])
    .map(([name, as = name]) => [name, as])

const importOfIndex = new RegExp(
  `^import\\s*\\{([^}]+)\\}\\s*from\\s*["'](${Object.keys(indexes).join('|')})["'];?`,
  'gm',
)

/** `code` with its imports from an index replaced by imports from where the names are; `find` gives the file of another package. */
async function withDirectImports(code: string, find: (name: string, from: string) => Promise<string>): Promise<string> {
  let next = code
  for (const [all, braces, packageName] of code.matchAll(importOfIndex)) {
    const lines = namesIn(braces!).map(async ([name, as]) => {
      const origin = originsOf(packageName!).get(name)
      if (!origin) throw new Error(`${packageName} has no ${name} that it exports from a file of its own`)
      const file = isAbsolute(origin.file) ? origin.file : await find(origin.file, indexOf(packageName!))
      return `import { ${origin.name} as ${as} } from ${JSON.stringify(file)};`
    })
    const direct = await Promise.all(lines)
    next = next.replace(all, () => direct.join(' '))
  }
  return next
}

/**
 * Imports what is used from where it is, and not through an index that names everything: what a page reaches is then known before
 * anything is thrown away, and six thousand icons are never read.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  apply: 'build',
  enforce: 'post',
  transform: {
    filter: { id: /\.(tsx?|mjs|js)$/, code: /from\s*["']@(mantine|tabler)\// },
    async handler(code) {
      return withDirectImports(code, async (name, from) => {
        const found = await this.resolve(name, from)
        if (!found) throw new Error(`${name} was not found from ${from}`)
        return found.id
      })
    },
  },
}
