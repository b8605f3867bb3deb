import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const src = join(import.meta.dirname, '../src')

/** Who may import whom, room by room. The reason stands beside it; a room not named may be imported by nobody but `main`. */
const mayImport: Record<string, { rooms: readonly string[]; because: string }> = {
  platform: { rooms: [], because: 'it serves every room and knows none' },
  domain: { rooms: ['platform'], because: 'what is allowed when is pure' },
  scheduler: { rooms: ['domain', 'platform'], because: 'it is a pure function of a request and hosts' },
  driver: { rooms: ['domain', 'platform'], because: 'a driver sees one host, never the cloud' },
  agent: { rooms: ['driver', 'domain', 'platform'], because: 'a broken-into host must not be able to read the cloud' },
  store: { rooms: ['domain', 'platform'], because: 'SQL knows rows, not operations' },
  companions: { rooms: ['platform'], because: 'a companion could be replaced by the real service' },
  conductor: {
    rooms: ['domain', 'store', 'scheduler', 'agent', 'companions', 'platform'],
    because: 'it tells the stories',
  },
  api: {
    rooms: ['domain', 'store', 'agent', 'companions', 'conductor', 'platform'],
    because: 'it parses, permits, refuses, hands over',
  },
  main: {
    rooms: ['api', 'conductor', 'scheduler', 'agent', 'driver', 'store', 'companions', 'domain', 'platform'],
    because: 'only main wires',
  },
}

/** Only these files of a room may be imported from the rooms named. */
const facesOnly: readonly { from: string; to: RegExp; only: RegExp; because: string }[] = [
  {
    from: 'conductor',
    to: /^agent\//,
    only: /^agent\/orders\/order-contract$/,
    because: 'orders are the only way to a host',
  },
  {
    from: 'api',
    to: /^agent\//,
    only: /^agent\/orders\/order-contract$/,
    because: 'orders are the only way to a host',
  },
  { from: 'agent', to: /^driver\//, only: /^driver\/compute-driver$/, because: 'an agent works with any driver' },
  { from: 'conductor', to: /^companions\//, only: /-service$/, because: 'a companion has one face' },
  { from: 'api', to: /^companions\//, only: /-service$/, because: 'a companion has one face' },
  {
    from: 'api',
    to: /^conductor\//,
    only: /^conductor\/flows\/flow-params$/,
    because: 'the API names flows and never runs them',
  },
]

const sqlRooms = new Set(['store', 'companions', 'conductor', 'api', 'platform', 'main'])

interface Import {
  file: string
  room: string
  target: string
  typeOnly: boolean
}

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const imports: Import[] = sources.flatMap((file) => {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  )
  return [...found].map((match) => ({
    file,
    room: file.split('/')[0]!,
    target: resolveTarget(file, match[2] ?? match[3]!),
    typeOnly: match[1] !== undefined,
  }))
})

function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(src, join(src, file, '..', specifier)).replace(/\.ts$/, '')
  return specifier
}

const isTest = (file: string) => file.endsWith('.test.ts') || file.endsWith('-contract.ts')

test('no room imports one that it must not know', () => {
  const wrong = imports
    .filter(({ file, room, target }) => {
      const to = target.split('/')[0]!
      return !isTest(file) && to in mayImport && to !== room && !mayImport[room]!.rooms.includes(to)
    })
    // Orders carry the driver's facts and the agent's contract carries the domain's ports: types that both ends must agree on.
    .filter(({ typeOnly, target }) => !(typeOnly && target === 'driver/compute-driver'))
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

test('a companion reaches another only through its service', () => {
  const wrong = imports
    .filter(({ file, room }) => room === 'companions' && !isTest(file))
    .filter(({ file, target }) => {
      const [, own] = file.split('/')
      const [to, companion, rest] = target.split('/')
      return to === 'companions' && companion !== own && !rest?.endsWith('-service')
    })
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('agent, driver, scheduler and domain never see SQL', () => {
  const wrong = imports.filter(
    ({ file, room, target }) => !sqlRooms.has(room) && !isTest(file) && /^(pg|kysely)$|^platform\/db\//.test(target),
  )
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('every room has its line in the README', () => {
  const readme = readFileSync(join(src, '../README.md'), 'utf8')
  expect(Object.keys(mayImport).filter((room) => !readme.includes(`src/${room}/`))).toEqual([])
})
