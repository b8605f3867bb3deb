import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { tpm } from './tpm.ts'

test('a guest has the TPM that its flavor gives, and none unasked', () => {
  const extraSpecs = { 'hw:tpm_version': '2.0', 'hw:tpm_model': 'tpm-crb' }
  expect(xmlOf(tpm(optionsOf({ extraSpecs })))).toMatchInlineSnapshot(`
    "<tpm model='tpm-crb'>
      <backend type='emulator' version='2.0'/>
    </tpm>
    "
  `)
  expect(xmlOf(tpm(optionsOf({ imageProperties: { hw_tpm_version: '1.2' } })))).toContain("model='tpm-tis'")
  expect(tpm(optionsOf())).toBeUndefined()
})
