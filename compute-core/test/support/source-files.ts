import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A source file, with what it imports: paths of files for our own, the specifier for what comes from a package. */
export interface SourceFile {
  /** Relative to the root that was read. */
  path: string
  text: string
  imports: readonly {
    target: string
    typeOnly: boolean
    /** What is imported by name; `*` for everything. */
    names: readonly string[]
  }[]
}

const importPattern =
  /^(?:import|export)\s+(type\s)?([^'"]*?)\s*from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/** The TypeScript files in `folders` of `root`; `aliases` says which folder stands behind the first part of an import such as `#test/`. */
export function sourceFiles(
  root: string,
  folders: readonly string[],
  aliases: (room: string) => string = (room) => room,
): SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  )
  return paths.map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const imports = [...text.matchAll(importPattern)].map(([, type, clause, named, bare, dynamic]) => ({
      target: fileOf(path, (named ?? bare ?? dynamic)!, aliases),
      typeOnly: type !== undefined,
      names: clause === undefined ? ['*'] : namesIn(clause),
    }))
    return { path, text, imports }
  })
}

/** The names in `* as all`, `{ one, type Two as Other }` or `one`. */
function namesIn(clause: string): string[] {
  if (clause.includes('*')) return ['*']
  const names = clause.replace(/[{}]/g, '').split(',')
  return names
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)[0]!,
    )
    .filter((name) => name !== '')
}

function fileOf(path: string, specifier: string, aliases: (room: string) => string): string {
  if (specifier.startsWith('.')) return join(path, '..', specifier)
  if (!specifier.startsWith('#')) return specifier
  const [room, ...rest] = specifier.slice(1).split('/')
  return `${join(aliases(room!), ...rest)}.ts`
}

/** The circles in which files import themselves, type-only imports included, each as one line. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const finished = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
    if (finished.has(path) || way.includes(path)) return
    for (const { target } of byPath.get(path)?.imports ?? []) visit(target, [...way, path])
    finished.add(path)
  }
  for (const { path } of files) visit(path, [])
  return circles
}
