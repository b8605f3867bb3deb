import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { aWire } from '#test/a-wire'
import { fingerprintOf, openAuthority } from './authority.ts'
import { certificateRequest } from './certificate-request.ts'
import { renewalDue } from './certificate-life.ts'
import { peerIn } from './wire-name.ts'

const host = { kind: 'host', identityId: 'id-1', hostName: 'node-1' } as const
const dayMs = 86_400_000

test('what the authority is asked to keep makes it the same ever after', async () => {
  const kept = new Map<string, string>()
  const keep = async (name: string, make: () => string | Promise<string>) => {
    if (!kept.has(name)) kept.set(name, await make())
    return kept.get(name)!
  }
  const first = await openAuthority(keep)
  expect([...kept.keys()]).toEqual(['wire-authority-key', 'wire-authority-certificate'])
  expect(await openAuthority(keep)).toMatchObject({ certificate: first.certificate, fingerprint: first.fingerprint })
  expect(fingerprintOf(first.certificate)).toMatch(/^[\w-]{43}$/)
})

test('a certificate names its holder, is good since a day ago and for a month, and is due for the next after two thirds', async () => {
  const { authority } = await aWire()
  const { request } = await certificateRequest()
  const { certificate, serial, notAfter } = await authority.issue(request, host)
  const read = new X509Certificate(certificate)
  expect(read.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
  expect(peerIn(read)).toEqual({ kind: 'host', identityId: 'id-1', hostName: 'node-1', serial })
  expect(read.validToDate).toEqual(notAfter)
  const days = (moment: Date) => Math.round((moment.getTime() - Date.now()) / dayMs)
  expect([read.validFromDate, notAfter, renewalDue(certificate)].map(days)).toEqual([-1, 30, 20])
})

test('certificates of an authority last for as long as it was told, and are due at two thirds of that', async () => {
  const { authority } = await aWire({ lifeMs: 90_000 })
  const { certificate, notAfter } = await authority.issue((await certificateRequest()).request, host)
  const seconds = (moment: Date) => Math.round((moment.getTime() - Date.now()) / 10_000) * 10
  expect([notAfter, renewalDue(certificate)].map(seconds)).toEqual([90, 60])
})

test('of what a request says of itself only its key counts', async () => {
  const { authority } = await aWire()
  const { request } = await certificateRequest()
  const asked = await authority.issue(request, { kind: 'control', processId: 'p' })
  expect(peerIn(new X509Certificate(asked.certificate))).toEqual({ kind: 'control' })
})

test('a request that its key has not signed, or that is none, is refused', async () => {
  const { authority } = await aWire()
  const [one, other] = [await certificateRequest(), await certificateRequest()]
  const bytes = (pem: string) => Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64')
  // The signature of the other request behind the key of this one.
  const forged = Buffer.concat([bytes(one.request).subarray(0, -60), bytes(other.request).subarray(-60)])
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
  for (const bad of [pem, 'nonsense', authority.certificate])
    await expect(authority.issue(bad, host)).rejects.toThrow('The certificate request must be PKCS #10')
})

test('a certificate that names nobody, or another scheme, is nobody', async () => {
  const { authority } = await aWire()
  expect(peerIn(new X509Certificate(authority.certificate))).toEqual({ kind: 'unknown' })
})
