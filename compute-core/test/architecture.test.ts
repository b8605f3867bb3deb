import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importCircles, type SourceFile, sourceFiles } from './support/source-files.ts'

const root = join(import.meta.dirname, '..')

/** Who may import whom, room by room. The reason stands beside it; a room not named may be imported by nobody but `main`. */
const mayImport: Record<string, { rooms: readonly string[]; because: string }> = {
  platform: { rooms: [], because: 'it serves every room and knows none' },
  domain: { rooms: ['platform'], because: 'what is allowed when is pure' },
  scheduler: { rooms: ['domain', 'platform'], because: 'it is a pure function of a request and hosts' },
  driver: { rooms: ['domain', 'platform'], because: 'a driver sees one host, never the cloud' },
  agent: { rooms: ['driver', 'domain', 'platform'], because: 'a broken-into host must not be able to read the cloud' },
  store: { rooms: ['domain', 'platform'], because: 'SQL knows rows, not operations' },
  services: { rooms: ['platform'], because: 'a service could be replaced by the real service' },
  conductor: {
    rooms: ['domain', 'store', 'scheduler', 'agent', 'services', 'platform'],
    because: 'it tells the stories',
  },
  control: {
    rooms: ['domain', 'store', 'agent', 'services', 'platform'],
    because: 'it is the face of the cloud to its hosts: it takes, hands out and refuses',
  },
  api: {
    rooms: ['domain', 'store', 'agent', 'services', 'platform'],
    because: 'it parses, permits, refuses, hands over',
  },
  main: {
    rooms: ['api', 'conductor', 'control', 'scheduler', 'agent', 'driver', 'store', 'services', 'domain', 'platform'],
    because: 'only main wires',
  },
}

/** Contracts whose types any room may name. */
const sharedTypes = new Set(['driver/compute-driver', 'services/network/network-service'])

/** Only these files of a room may be imported from the rooms named. */
const facesOnly: readonly { from: string; to: RegExp; only: RegExp; because: string }[] = [
  {
    from: 'conductor',
    to: /^agent\//,
    only: /^agent\/(commands\/command-contract|desired\/desired-contract)$/,
    because: 'commands are the only way to a host',
  },
  {
    from: 'api',
    to: /^agent\//,
    only: /^agent\/commands\/command-contract$/,
    because: 'commands are the only way to a host',
  },
  { from: 'agent', to: /^driver\//, only: /^driver\/compute-driver$/, because: 'an agent works with any driver' },
  {
    from: 'control',
    to: /^agent\//,
    only: /^agent\/(commands\/command-(contract|wire)|desired\/desired-contract|membership-contract|remote-agent-client)$/,
    because: 'what goes over the wire is all that both sides share',
  },
  { from: 'conductor', to: /^services\//, only: /-service$/, because: 'a service has one face' },
  { from: 'control', to: /^services\//, only: /-service$/, because: 'a service has one face' },
  { from: 'api', to: /^services\//, only: /-service$/, because: 'a service has one face' },
]

/** The only folders with SQL, and whose tables theirs may name. */
const sqlFolders: readonly { folder: RegExp; schemas: readonly string[] }[] = [
  // Whether a flow is under way is asked in one statement with the row that it works on, and how what the audit has has ended; both are
  // written through platform.
  {
    folder: /^store\//,
    schemas: ['compute', 'read platform.audit', 'read platform.job', 'read platform.control_process'],
  },
  { folder: /^services\/identity\/store\//, schemas: ['identity'] },
  { folder: /^services\/image\/store\//, schemas: ['image'] },
  { folder: /^services\/network\/store\//, schemas: ['network'] },
  { folder: /^services\/placement\/store\//, schemas: ['placement'] },
  { folder: /^platform\/(audit|db|events|flow|host-state|process)\//, schemas: ['platform', 'dbos'] },
]

/** Files with SQL outside of those folders. This list only shrinks. */
const sqlElsewhere: readonly string[] = []

const domainWords = new Set(
  ['server', 'guest', 'flavor', 'image', 'instance', 'volume', 'hypervisor'].flatMap((word) => [word, `${word}s`]),
)

/** Files of platform with words of the domain, and why. This list only shrinks. */
const wordsInPlatform: Readonly<Record<string, { words: readonly string[]; because: string }>> = {
  'config.ts': {
    words: ['guest', 'guests', 'image', 'instance', 'instances', 'server', 'servers'],
    because: "settings of all rooms stand in one file, under Nova's names",
  },
  'ids.ts': {
    words: ['flavor', 'image', 'server'],
    because: 'the kinds of ids stand together so that none passes for another',
  },
  'db/embedded-postgres.ts': { words: ['server'], because: "PostgreSQL's own" },
  'db/ping.ts': { words: ['server'], because: "PostgreSQL's own" },
  'wire/authority.ts': { words: ['server'], because: 'what a certificate is good for has that name' },
  'wire/h2-fetch.ts': { words: ['server'], because: "Node's name for looking at whose certificate it is" },
  'wire/h2-listener.ts': { words: ['server'], because: "Node's name for what listens" },
  'service/openapi.ts': { words: ['servers'], because: "OpenAPI's name for where an API is" },
}

const files = sourceFiles(root, ['src', 'test'], (room) => (room === 'test' ? 'test/support' : `src/${room}`))

/** A path as the rules name it: `store/server-store` for src/store/server-store.ts. */
const named = (path: string) => path.replace(/^src\//, '').replace(/\.ts$/, '')

const sources = files.filter(({ path }) => path.startsWith('src/'))
const imports = sources.flatMap(({ path, imports: found }) =>
  found.map(({ target, typeOnly }) => ({
    file: path.replace(/^src\//, ''),
    room: path.split('/')[1]!,
    target: named(target),
    typeOnly,
  })),
)

const isTest = (file: string) => file.endsWith('.test.ts') || file.endsWith('-contract.ts')

test('no room imports one that it must not know', () => {
  const wrong = imports
    .filter(({ file, room, target }) => {
      const to = target.split('/')[0]!
      return !isTest(file) && to in mayImport && to !== room && !mayImport[room]!.rooms.includes(to)
    })
    // Types that both ends must agree on: the facts of a driver that commands and rows carry, the ports that the network service hands out.
    .filter(({ typeOnly, target }) => !(typeOnly && sharedTypes.has(target)))
  expect(
    wrong.map(({ file, room, target }) => `${file} imports ${target}: ${room} may not (${mayImport[room]!.because})`),
  ).toEqual([])
})

test('a room is met by its face', () => {
  const wrong = imports.flatMap(({ file, room, target }) =>
    facesOnly
      .filter((rule) => !isTest(file) && rule.from === room && rule.to.test(target) && !rule.only.test(target))
      .map((rule) => `${file} imports ${target}: ${rule.because}`),
  )
  expect(wrong).toEqual([])
})

test('a service reaches another only through its service', () => {
  const wrong = imports
    .filter(({ file, room }) => room === 'services' && !isTest(file))
    .filter(({ file, target }) => {
      const [, own] = file.split('/')
      const [to, service, rest] = target.split('/')
      return to === 'services' && service !== own && !rest?.endsWith('-service')
    })
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

const isSql = ({ text, imports: found }: SourceFile) =>
  found.some(({ target, typeOnly }) => /^(pg|kysely)$/.test(target) && !typeOnly) ||
  /\bsql[`<]|\.(selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\b(pool|client)\.query\b/.test(
    text,
  )

/** The tables that the queries of a file name, and whether they write them. */
function tablesIn(text: string): { table: string; writes: boolean }[] {
  const written =
    /(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*'|\b(?:insert into|update|delete from|merge into)\s+$/
  return [...text.matchAll(/(?<![\w.#/-])(compute|identity|image|network|placement|platform|dbos)\.[a-z_]+\b/g)].map(
    ({ 0: table, index }) => ({ table, writes: written.test(text.slice(0, index)) }),
  )
}

test('SQL stands in the stores alone, so that what a query relies on is found beside the other queries of its tables', () => {
  const withSql = sources
    .filter((file) => !isTest(file.path) && isSql(file))
    .map(({ path }) => path.replace(/^src\//, ''))
  const elsewhere = withSql.filter((file) => !sqlFolders.some(({ folder }) => folder.test(file)))
  expect(elsewhere.filter((file) => !sqlElsewhere.includes(file))).toEqual([])
  expect(
    sqlElsewhere.filter((file) => !elsewhere.includes(file)),
    'no longer needed in sqlElsewhere',
  ).toEqual([])
})

test('a store names the tables of its own service alone: others may change theirs without asking', () => {
  const wrong = sources
    .filter((file) => !isTest(file.path) && isSql(file) && !sqlElsewhere.includes(file.path.replace(/^src\//, '')))
    .flatMap(({ path, text }) => {
      const { schemas = [] } = sqlFolders.find(({ folder }) => folder.test(path.replace(/^src\//, ''))) ?? {}
      return tablesIn(text)
        .filter(
          ({ table, writes }) =>
            !schemas.includes(table.split('.')[0]!) && (writes || !schemas.includes(`read ${table}`)),
        )
        .map(({ table, writes }) => `${path} ${writes ? 'writes' : 'reads'} ${table}`)
    })
  expect(wrong).toEqual([])
})

test('the types of rows and queries stay in the stores; everybody else has the types of the domain', () => {
  const wrong = imports.filter(
    ({ file, room, target }) =>
      !isTest(file) &&
      /^(pg|kysely|platform\/db\/schema)$/.test(target) &&
      !sqlFolders.some(({ folder }) => folder.test(file)) &&
      !sqlElsewhere.includes(file) &&
      // The pool goes from one wire to the other.
      !(room === 'main' && target === 'pg'),
  )
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('agent, driver, scheduler and domain never see the database', () => {
  const wrong = imports.filter(
    ({ file, room, target }) =>
      ['agent', 'driver', 'scheduler', 'domain'].includes(room) && !isTest(file) && target.startsWith('platform/db/'),
  )
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('no file imports itself in a circle: what belongs together stands in one file, what does not is separated', () => {
  const e2e = sourceFiles(join(root, '../e2e'), ['support', 'tests', 'real', 'bench'])
  expect([...importCircles(files), ...importCircles(e2e)]).toEqual([])
})

test('programs are run in one way, so that path, environment and "install it" are decided once', () => {
  const wrong = imports.filter(
    ({ file, target }) => !isTest(file) && /^(node:)?child_process$/.test(target) && file !== 'platform/run-program.ts',
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('platform serves every room and so has no word of the domain', () => {
  const found = new Map<string, string[]>()
  for (const { path, text } of sources) {
    if (!path.startsWith('src/platform/') || isTest(path) || path.endsWith('db/schema.ts')) continue
    const words = [...text.matchAll(/[A-Z]?[a-z]+/g)].map(([word]) => word.toLowerCase())
    const ofDomain = [...new Set(words.filter((word) => domainWords.has(word)))].toSorted()
    if (ofDomain.length > 0) found.set(path.replace('src/platform/', ''), ofDomain)
  }
  const allowed = Object.entries(wordsInPlatform).map(([file, { words }]) => [file, words.toSorted()])
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(allowed))
})

test('nothing is exported that nobody imports: a function that only its own file calls is private, one that nobody calls goes', () => {
  const others = new Set(
    ['bff', 'e2e', 'web'].flatMap((name) =>
      sourceFiles(join(root, '..', name), ['.']).flatMap(({ text }) =>
        [...text.matchAll(/from '@kilonova\/compute-core\/([^']+)'/g)].map(([, subpath]) => `src/${subpath}.ts`),
      ),
    ),
  )
  const used = new Set(
    files.flatMap(({ imports: found }) =>
      found.flatMap(({ target, names }) => names.map((name) => `${target} ${name}`)),
    ),
  )
  const dead = sources
    // The service kit is there for services that come, the schema is generated.
    .filter(({ path }) => !/^src\/platform\/(service\/|db\/schema)/.test(path) && !others.has(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)]
        .map(([, name]) => name!)
        // Suites that take every service find them by their definition.
        .filter((name) => !(path.endsWith('-api.ts') && name.endsWith('Service')))
        .filter((name) => !used.has(`${path} ${name}`) && !used.has(`${path} *`))
        .map((name) => `${path} ${name}`),
    )
  expect(dead).toEqual([])
})

test('the package exports what bff, e2e and web import, and nothing else', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  const imported = ['bff', 'e2e', 'web'].flatMap((name) =>
    sourceFiles(join(root, '..', name), ['.']).flatMap(({ text }) =>
      [...text.matchAll(/'@kilonova\/compute-core\/([^']+)'/g)].map(([, subpath]) => `./${subpath}`),
    ),
  )
  expect(Object.keys(exports).toSorted()).toEqual([...new Set(imported)].toSorted())
})

test('every room has its line in the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  expect(Object.keys(mayImport).filter((room) => !readme.includes(`src/${room}/`))).toEqual([])
})
