import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { addressBytes } from './address-bytes.ts'
import { bits, integer, moment, numbered, octets, oid, sequence, set, text, yes } from './der.ts'
import type { TlsPair } from './tls-pair.ts'

const dayMs = 86_400_000
/** No browser takes a certificate that lasts longer than 398 days. */
const lastsDays = 397
/** Whoever's clock is a little behind takes it as well. */
const earlierMs = dayMs

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

/**
 * A certificate that vouches for itself, for these host names and addresses (ECDSA, P-256). A client that is given it as the one to
 * trust takes it; to all others it is as good as none.
 */
export function selfMadeCertificate(names: readonly string[], now: Date = new Date()): TlsPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(oid('2.5.4.3'), text(`Kilonova on ${names[0]}`.slice(0, 64)))))
  const body = sequence(
    numbered(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(moment(new Date(now.getTime() - earlierMs)), moment(new Date(now.getTime() + lastsDays * dayMs))),
    name,
    subjectKey,
    numbered(3, sequence(...extensions(names, subjectKey))),
  )
  const whole = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)))
  return { cert: pem('CERTIFICATE', whole), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

const extension = (id: string, content: Buffer, isCritical = false) =>
  sequence(oid(id), ...(isCritical ? [yes()] : []), octets(content))

function extensions(names: readonly string[], subjectKey: Buffer): Buffer[] {
  const keyId = createHash('sha1').update(subjectKey).digest()
  return [
    extension('2.5.29.17', sequence(...names.map(alternativeName))),
    // Its own authority, and nobody else's: some clients take a trusted certificate only from an authority.
    extension('2.5.29.19', sequence(yes(), integer(Buffer.from([0]))), true),
    extension('2.5.29.15', bits(Buffer.from([0b1000_0100]), 2), true),
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.14', octets(keyId)),
  ]
}

const alternativeName = (name: string): Buffer =>
  isIP(name) ? numbered(7, addressBytes(name), false) : numbered(2, Buffer.from(name, 'ascii'), false)

const pem = (label: string, der: Buffer): string =>
  [`-----BEGIN ${label}-----`, ...(der.toString('base64').match(/.{1,64}/g) ?? []), `-----END ${label}-----`, ''].join(
    '\n',
  )
