import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

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

test.each([
  ['{"port": "x"}', /Setting port .*KILONOVA_PORT/],
  ['{"prot": 1}', /Setting prot .*Known settings: port/],
  ['{"port": 70000}', /Setting port .*65535/],
  ['{"quota": {"instances": -2}}', /Setting quota\.instances/],
  ['{', /not valid JSON.*Mend it/],
  ['[]', /must hold one JSON object/],
])('a damaged file says what is wrong and how to mend it: %s', (text, sentence) => {
  expect(() => loadConfig({ KILONOVA_DATA: folderWith(text) })).toThrow(sentence)
})
