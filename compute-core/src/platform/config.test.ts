import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig, settings } from './config.ts'

const folderWith = (text?: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'kn-config-'))
  if (text !== undefined) writeFileSync(join(folder, 'kilonova.json'), text)
  return folder
}

test('without a file and without variables every setting has its default', () => {
  const config = loadConfig({ KILONOVA_DATA: folderWith() })
  expect(config).toMatchObject({ port: 8774, driver: 'libvirt', cpu_allocation_ratio: 4, quota: { instances: 10 } })
})

test('a variable wins over the file', () => {
  const folder = folderWith('{"port": 9000, "quota": {"instances": 3}}')
  const config = loadConfig({ KILONOVA_DATA: folder, KILONOVA_PORT: '9001' })
  expect(config).toMatchObject({ port: 9001, quota: { instances: 3, cores: 20 } })
})

test('the data folder is absolute, and an empty variable is none', () => {
  const folder = folderWith()
  expect(loadConfig({ KILONOVA_DATA: relative(process.cwd(), folder) }).dataDir).toBe(folder)
  expect(loadConfig({ KILONOVA_DATA: '' }).dataDir).toBe(loadConfig({}).dataDir)
})

test.each([
  ['{"port": "x"}', /Setting port .*KILONOVA_PORT/],
  ['{"prot": 1}', /Setting prot .*Known settings: port/],
  ['{"port": 70000}', /Setting port .*65535/],
  ['{"quota": {"instances": -2}}', /Setting quota\.instances/],
  ['{"webhook_url": "https://u:pw@example.com"}', /Setting webhook_url.*webhook_secret instead/],
  ['{', /not valid JSON.*Correct it/],
  ['[]', /must hold one JSON object/],
])('a damaged file says what is wrong and how to correct it: %s', (text, sentence) => {
  expect(() => loadConfig({ KILONOVA_DATA: folderWith(text) })).toThrow(sentence)
})

test('what is wrong in the environment is said of the variable, not of the file', () => {
  expect(() => loadConfig({ KILONOVA_DATA: folderWith('{}'), KILONOVA_ROLES: 'api,worker' })).toThrow(
    /^Setting roles\.1 \(in KILONOVA_ROLES\): Invalid option: .*"conductor"/,
  )
})

test('every setting that is a time has an upper bound', () => {
  const times = Object.entries(settings.shape).filter(([, schema]) => /seconds/i.test(schema.description ?? ''))
  expect(times.map(([name]) => name)).toContain('shutdown_timeout')
  const unbounded = times.filter(([, schema]) => schema.safeParse(1e12).success).map(([name]) => name)
  expect(unbounded).toEqual([])
  expect(() => settings.parse({ rate_limit: { per_user: { requests: 1, seconds: 1e12 } } })).toThrow('Too big')
})

const provider = { id: 'corp', name: 'Corp', issuer: 'https://id.example.com', client_id: 'kilonova' }

test('the secret of an OpenID provider is had from its file in the data folder', () => {
  const folder = folderWith(JSON.stringify({ oidc: [{ ...provider, client_secret_file: 'corp.secret' }] }))
  writeFileSync(join(folder, 'corp.secret'), 'hush\n')
  expect(loadConfig({ KILONOVA_DATA: folder }).oidc).toMatchObject([{ id: 'corp', client_secret: 'hush', grants: [] }])
})

test.each([
  [[{ ...provider, client_secret_file: 'none' }], /oidc corp: .*none cannot be read/],
  [[{ ...provider, client_secret: 'a', client_secret_file: 'b' }], /Leave one out/],
  [[provider, provider], /an id of its own/],
  [[{ ...provider, issuer: 'http://id.example.com' }], /https/],
  [[{ ...provider, id: '../x' }], /oidc\.0\.id/],
])('OpenID providers that cannot be are refused: %j', (oidc, sentence) => {
  expect(() => loadConfig({ KILONOVA_DATA: folderWith(JSON.stringify({ oidc })) })).toThrow(sentence)
})

test('a certificate needs its key, and leaves nothing for the cloud to make', () => {
  const load = (settings: object) => () => loadConfig({ KILONOVA_DATA: folderWith(JSON.stringify(settings)) })
  expect(load({ tls_cert: '/c.pem' })).toThrow('tls_cert and tls_key')
  expect(load({ tls_key: '/k.pem' })).toThrow('go together')
  expect(load({ tls_cert: '/c.pem', tls_key: '/k.pem', tls_self_made: true })).toThrow('tls_self_made')
  expect(load({ tls_cert: '/c.pem', tls_key: '/k.pem' })()).toMatchObject({ tls_self_made: false })
  const asked = { KILONOVA_DATA: folderWith(), KILONOVA_TLS_SELF_MADE: 'true' }
  expect(loadConfig(asked).tls_self_made).toBe(true)
})
