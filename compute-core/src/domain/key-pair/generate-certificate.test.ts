import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import forge from 'node-forge'
import { expect, test } from 'vitest'
import { newCertificate } from './generate-certificate.ts'

const made = await newCertificate('ada', new Date('2026-11-22T10:00:00Z'))
const certificate = new X509Certificate(made.publicKey)

test('a certificate is for one user to sign in with, for ten years', () => {
  expect(certificate.subject).toBe('CN=ada')
  expect(certificate.issuer).toBe('CN=ada')
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
  expect(certificate.subjectAltName).toContain('ada@localhost')
  expect([certificate.validFrom, certificate.validTo]).toEqual(['Nov 22 10:00:00 2026 GMT', 'Nov 19 10:00:00 2036 GMT'])
  expect(certificate.verify(certificate.publicKey)).toBe(true)
})

test('its bundle opens without a password, and holds the key that goes with it', () => {
  const pfx = Buffer.from(made.privateKey, 'base64')
  expect(createSecureContext({ pfx, passphrase: '' })).toBeDefined()
  const bundle = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(pfx.toString('binary')), '')
  const bag = forge.pki.oids['pkcs8ShroudedKeyBag']!
  const key = forge.pki.privateKeyToPem(bundle.getBags({ bagType: bag })[bag]![0]!.key!)
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
})
