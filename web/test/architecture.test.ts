import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { imports, isTest, sources, type Import } from './source-files.ts'

/** The folder of `src` that a file is in; '' for `main.tsx` and `start.tsx`. */
const folderOf = (file: string) => (file.includes('/') ? file.split('/')[0]! : '')
const folders = new Set([...sources.keys()].map(folderOf).filter(Boolean))
const features = new Set([...folders].filter((folder) => !/^(app|list|shared|ui)$/.test(folder)))

/** The imports between folders of `src`. */
const crossings = imports
  .map(({ file, target }) => ({ file, target, from: folderOf(file), to: folderOf(target) }))
  .filter(({ from, to }) => from !== '' && folders.has(to) && from !== to)

const inWords = (wrong: readonly Pick<Import, 'file' | 'target'>[]) =>
  wrong.map(({ file, target }) => `${file} imports ${target}`)

test('the imports are found', () => {
  expect(imports).toContainEqual({ file: 'start.tsx', target: 'app/router.tsx', kind: 'eager' })
  expect(imports).toContainEqual({
    file: 'app/common-pages.ts',
    target: 'servers/list/server-list-page.tsx',
    kind: 'lazy',
  })
  expect(imports).toContainEqual({ file: 'app/shell.tsx', target: 'shared/paths.ts', kind: 'eager' })
  const missing = imports.filter(({ target }) => folders.has(folderOf(target)) && /\.tsx?$/.test(target))
  expect(inWords(missing.filter(({ target }) => !sources.has(target)))).toEqual([])
})

// A feature can be read, changed and taken out without looking at another.
test('features do not import each other', () => {
  const wrong = crossings.filter(({ from, to }) => features.has(from) && features.has(to))
  expect(inWords(wrong)).toEqual([])
})

// What somebody has asked for is shown in the frame of every page: the tray of tasks is a feature all the same.
const namesFeatures = new Set([
  'app/router.tsx',
  'app/pages.tsx',
  'app/admin-pages.tsx',
  'app/common-pages.ts',
  'app/shell.tsx',
])

// The frame stays the same whatever pages stand in it: only their list names them.
test('of app only the router, the list of pages and the shell, for the tray, import features', () => {
  const wrong = crossings.filter(({ file, from, to }) => from === 'app' && features.has(to) && !namesFeatures.has(file))
  expect(inWords(wrong)).toEqual([])
})

// Each page is a chunk of its own: the first one shown does not wait for the others.
test('features are imported lazily', () => {
  const wrong = imports.filter(
    ({ file, target, kind }) => namesFeatures.has(file) && features.has(folderOf(target)) && kind !== 'lazy',
  )
  expect(inWords(wrong)).toEqual([])
})

// The frame is around the pages, not below them: what both need is in shared.
test('nothing but the start imports app', () => {
  expect(inWords(crossings.filter(({ to }) => to === 'app'))).toEqual([])
})

// It is below all features: a feature that it knew would reach every other one through it.
test('shared imports ui only', () => {
  expect(inWords(crossings.filter(({ from, to }) => from === 'shared' && to !== 'ui'))).toEqual([])
})

// It is how every feature shows its resources, so it knows none of them.
test('list imports shared and ui only', () => {
  expect(inWords(crossings.filter(({ from, to }) => from === 'list' && to !== 'shared' && to !== 'ui'))).toEqual([])
})

// What one feature needs belongs to it; otherwise shared becomes the place for everything.
test('what is in shared is used by two others, or by something else in shared', () => {
  const lonely = [...sources.keys()].filter((file) => {
    // The public APIs are there for every page.
    if (folderOf(file) !== 'shared' || isTest(file) || file === 'shared/api.ts') return false
    const users = new Set(imports.filter(({ target }) => target === file).map((user) => folderOf(user.file)))
    return !users.has('shared') && users.size < 2
  })
  expect(lonely).toEqual([])
})

// Its components would serve any dashboard: they know neither clouds nor our pages.
test('ui imports nothing of ours', () => {
  expect(inWords(crossings.filter(({ from }) => from === 'ui'))).toEqual([])
})

/** Which folders of `servers` each may import. */
const serverFolders: Record<string, readonly string[]> = {
  page: ['console', 'actions'],
  list: ['actions'],
  create: ['choices'],
  actions: ['choices'],
  console: [],
  choices: [],
}

// One direction: pages use actions and consoles, those use what forms offer, and nothing leads back up.
test('the folders of servers import downwards only', () => {
  const partOf = (file: string) => file.split('/')[1]!
  const inServers = imports.filter(({ file, target }) => folderOf(file) === 'servers' && folderOf(target) === 'servers')
  const wrong = inServers.filter(({ file, target }) => {
    const [from, to] = [partOf(file), partOf(target)]
    return from !== to && !serverFolders[from]?.includes(to)
  })
  expect(inWords(wrong)).toEqual([])
})

// A circle can be read, tested and moved only as a whole; one of types ties files together just as much.
test('no file imports itself through others', () => {
  const targetsOf = Map.groupBy(imports, ({ file }) => file)
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const { target } of targetsOf.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  expect(circles).toEqual([])
})

// Each is some hundred kilobytes that only those who open such a console need.
test.each([
  [/^@novnc\//, 'servers/console/connect-screen.ts'],
  [/^@xterm\//, 'servers/console/connect-terminal.ts'],
  [/^uplot/, 'ui/chart-canvas.tsx'],
])('%s is imported by %s alone, which is loaded when it is needed', (library, file) => {
  const users = imports.filter(({ target }) => library.test(target)).map((user) => user.file)
  expect([...new Set(users)]).toEqual([file])
  const kinds = imports.filter(({ target, kind }) => target === file && kind !== 'types').map(({ kind }) => kind)
  expect(kinds).toEqual(['lazy'])
})

// A page whose query forgets this goes on showing what is no longer true.
test('every query says what makes it stale', () => {
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
  const wrong = [...sources].filter(
    ([, text]) => count(text, /\bqueryKey: \[/g) !== count(text, /\bmeta: \{\s*staleAfter: /g),
  )
  expect(wrong.map(([file]) => file)).toEqual([])
})

// The README's table is the map of the house.
test('every folder has its line in the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const named = (folder: string) => readme.includes(`\`src/${folder}\``) || readme.includes(`\`${folder}\``)
  expect([...folders, ...Object.keys(serverFolders)].filter((folder) => !named(folder))).toEqual([])
})
