import { expect, test } from 'vitest'
import type { EmbeddedFlavor } from './server.ts'
import { refuseVirtualTpm } from './feature-blocks.ts'

const flavorWith = (extraSpecs: Record<string, string>) => ({ extraSpecs }) as unknown as EmbeddedFlavor

test.each([
  ['its flavor', { 'hw:tpm_version': '2.0' }, {}],
  ['its image', {}, { hw_tpm_version: '1.2' }],
])('a virtual TPM from %s stands in the way', (_from, extraSpecs, imageProperties) =>
  expect(() => refuseVirtualTpm({ flavor: flavorWith(extraSpecs), imageProperties })).toThrow('virtual TPM'),
)

test('a server without one may go on', () =>
  expect(() => refuseVirtualTpm({ flavor: flavorWith({}), imageProperties: {} })).not.toThrow())
