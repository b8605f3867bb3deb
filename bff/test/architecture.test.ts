import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** A folder of `src` that others build on, the folders of `src` that it may import, and why no others. */
const foundations: Record<string, { imports: readonly string[]; because: string }> = {
  cloud: { imports: [], because: 'the client of the APIs works without a browser or a session' },
  request: { imports: ['cloud'], because: 'who sends a request, and how it may fail, is the same for every page' },
  resources: { imports: ['cloud', 'request'], because: 'what several pages show belongs to none of them' },
}

const features = {
  folders: [
    'assets',
    'consoles',
    'go',
    'home',
    'live',
    'me',
    'oidc',
    'pass-through',
    'reference',
    'servers',
    'session',
    'tasks',
    'permits',
    'tls',
  ],
  because: 'a page can be read, changed and removed by itself; what several pages need stands in resources',
}

/** The files of `src` itself put the features together. */
const wiring = [
  'agent-main',
  'announce',
  'app',
  'end-cleanly',
  'end-signals',
  'commands',
  'front-door',
  'listen',
  'main',
  'metrics',
  'sentence',
  'thread-pool',
]

interface Import {
  file: string
  /** Relative to bff for a file of ours, the specifier otherwise. */
  target: string
}

const files = ['src', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
)

// Type-only imports count: they tie files together for the reader just as well.
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const specifiers = text.matchAll(/^(?:import|export)\b[^'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)
  return [...specifiers].map((match) => ({ file, target: resolved(file, match[1] ?? match[2]!) }))
})

function resolved(file: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(root, join(root, file, '..', specifier)) : specifier
}

const isTest = (file: string) => file.startsWith('test/') || file.endsWith('.test.ts')
/** `servers` for src/servers/create-server.ts, `app` for src/app.ts. */
const roomOf = (file: string) => file.split('/')[1]!.replace(/\.ts$/, '')

/** The imports between the rooms of `src`, tests aside. */
const between = imports
  .filter(({ file, target }) => !isTest(file) && target.startsWith('src/'))
  .map((found) => ({ ...found, from: roomOf(found.file), to: roomOf(found.target) }))
  .filter(({ from, to }) => from !== to)

test('every folder and file of src has its rule', () => {
  const known = new Set([...Object.keys(foundations), ...features.folders, ...wiring])
  const found = new Set(files.filter((file) => file.startsWith('src/')).map(roomOf))
  expect([...found].filter((room) => !known.has(room))).toEqual([])
  expect([...known].filter((room) => !found.has(room))).toEqual([])
})

test('a foundation imports only those below it', () => {
  const wrong = between.filter(({ from, to }) => from in foundations && !foundations[from]!.imports.includes(to))
  expect(wrong.map(({ file, target, from }) => `${file} imports ${target}: ${foundations[from]!.because}`)).toEqual([])
})

test('a feature imports foundations and no other feature', () => {
  const wrong = between.filter(({ from, to }) => features.folders.includes(from) && !(to in foundations))
  expect(wrong.map(({ file, target }) => `${file} imports ${target}: ${features.because}`)).toEqual([])
})

test('no file imports itself in a circle: what belongs together stands in one file, what does not is separated', () => {
  const targets = Map.groupBy(imports, ({ file }) => file)
  const finished = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (finished.has(file) || path.includes(file)) return
    for (const { target } of targets.get(file) ?? []) visit(target, [...path, file])
    finished.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})

test('of compute-core only what its package exports is imported: the rest may change without notice', () => {
  const core = join(root, '../compute-core')
  const { exports } = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  const fileOf = (target: string): string | undefined => {
    const subpath = target.replace('@kilonova/compute-core', '.')
    for (const [pattern, path] of Object.entries(exports)) {
      const [start = '', end] = pattern.split('*')
      if (end === undefined ? subpath === pattern : subpath.startsWith(start) && subpath.endsWith(end))
        return path.replace('*', subpath.slice(start.length, subpath.length - (end ?? '').length))
    }
    return undefined
  }
  const wrong = imports
    .filter(({ file, target }) => !isTest(file) && /^@kilonova\/|^\.\./.test(target))
    .filter(({ target }) => !existsSync(join(core, fileOf(target) ?? 'not exported')))
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('the README names every folder of src', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const folders = [...Object.keys(foundations), ...features.folders]
  expect(folders.filter((folder) => !readme.includes(`\`src/${folder}\``))).toEqual([])
})
