import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { once } from 'node:events'
import { request } from 'node:https'
import { connect as connectPlainly } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { securityHeaders } from '../assets/security-headers.ts'
import { listen } from '../listen.ts'
import type { BffDeps, BffEnv } from '../request/bff-env.ts'
import { selfMadeCertificate } from './self-made-certificate.ts'
import { fingerprintOf, readPair, type TlsPair } from './tls-pair.ts'
import { tlsSource } from './tls-source.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kilonova-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Settings that name files with this pair. */
function given({ cert, key }: TlsPair) {
  const dataDir = aFolder()
  const settings = { dataDir, host: '127.0.0.1', tls_cert: join(dataDir, 'c.pem'), tls_key: join(dataDir, 'k.pem') }
  writeFileSync(settings.tls_cert, cert)
  writeFileSync(settings.tls_key, key)
  return { ...settings, tls_self_made: false, public_url: undefined }
}

const selfMade = (dataDir: string, more: object = {}) => ({
  dataDir,
  host: '127.0.0.1',
  public_url: undefined,
  tls_cert: undefined,
  tls_key: undefined,
  tls_self_made: true,
  ...more,
})

const app = new Hono()
  .all('/consoles/vnc', (c) => c.text('no console', 403))
  .all('*', (c) => c.text(`hello ${new URL(c.req.url).origin}`))

async function listening(settings: Parameters<typeof tlsSource>[0], pace = { filesMs: 20, renewalMs: 20 }) {
  const tls = (await tlsSource(settings, pace))!
  const said: string[] = []
  const listener = await listen({
    port: 0,
    host: '127.0.0.1',
    tls,
    tellTls: (what, error) => said.push(error ? `${what} ${error.message}` : what),
  })
  onTestFinished(() => listener.close())
  listener.serve(app)
  return { tls, said, listener, port: Number(new URL(listener.url).port) }
}

const days = (count: number) => new Date(Date.now() + count * 86_400_000)

/** What a client that trusts `ca` is told by the server that it calls `servername`. */
const ask = (port: number, ca: string, servername = 'localhost') =>
  new Promise<string>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', servername, ca, agent: false, path: '/' }, (response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString())).on('end', () => resolve(body))
    })
    sent.on('error', reject).end()
  })

test('a client that trusts the certificate which the cloud has made speaks TLS with it, by each of its names', async () => {
  const dataDir = aFolder()
  const { tls, port, listener } = await listening(selfMade(dataDir, { public_url: 'https://cloud.example:8443' }))
  expect(listener.url).toBe(`https://127.0.0.1:${port}`)
  for (const name of ['localhost', 'cloud.example', hostname()])
    expect(await ask(port, tls.pair.cert, name)).toBe(`hello https://127.0.0.1:${port}`)
  await expect(ask(port, tls.pair.cert, 'elsewhere.example')).rejects.toThrow('elsewhere.example')
  const certificate = new X509Certificate(tls.pair.cert)
  for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' })
  expect(statSync(tls.files.key).mode & 0o777).toBe(0o600)
})

test('a client that does not know the certificate refuses it', async () => {
  const { port } = await listening(selfMade(aFolder()))
  await expect(ask(port, selfMadeCertificate(['localhost']).cert)).rejects.toThrow(/self.signed certificate/)
})

test('the certificate outlives the process, and is made anew for a new name or before it ends', async () => {
  const dataDir = aFolder()
  const made = async (more: object = {}) => (await tlsSource(selfMade(dataDir, more)))!.fingerprint
  const first = await made()
  expect(await made()).toBe(first)
  expect(await made({ public_url: 'https://cloud.example' })).not.toBe(first)
  const names = ['127.0.0.1', hostname(), 'localhost', '::1']
  const ending = selfMadeCertificate(names, days(-370))
  writeFileSync(join(dataDir, 'tls/self-made.crt'), ending.cert)
  writeFileSync(join(dataDir, 'tls/self-made.key'), ending.key)
  expect(await made()).not.toBe(fingerprintOf(ending))
  const good = selfMadeCertificate(names, days(-360))
  writeFileSync(join(dataDir, 'tls/self-made.crt'), good.cert)
  writeFileSync(join(dataDir, 'tls/self-made.key'), good.key)
  expect(await made()).toBe(fingerprintOf(good))
})

test('what ends while the cloud runs is renewed without a restart', async () => {
  const dataDir = aFolder()
  const { tls, port, said } = await listening(selfMade(dataDir))
  const ending = selfMadeCertificate(['127.0.0.1', hostname(), 'localhost', '::1'], days(-380))
  writeFileSync(tls.files.cert, ending.cert)
  writeFileSync(tls.files.key, ending.key)
  // Of the two files it may see the first one alone, and renew that as well.
  await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const renewed = () => readFileSync(tls.files.cert, 'utf8')
  await expect.poll(() => ask(port, renewed()).catch(String), { timeout: 10_000 }).toContain('hello')
  expect([tls.fingerprint, fingerprintOf(ending)]).not.toContain(fingerprintOf({ cert: renewed() }))
})

test('a new certificate is used from the next connection on, and the open ones stay open', async () => {
  const [old, next] = [selfMadeCertificate(['localhost']), selfMadeCertificate(['localhost'])]
  const settings = given(old)
  const { port, said } = await listening(settings)
  const open = await new Promise<TLSSocket>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: old.cert }, () => resolve(socket))
    socket.once('error', reject)
  })
  onTestFinished(() => void open.destroy())
  let told = ''
  open.on('data', (part: Buffer) => (told += part.toString()))
  // The certificate comes first, for a moment beside the key of the one before.
  writeFileSync(settings.tls_cert, next.cert)
  await expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain('does not belong to the certificate')
  expect(await ask(port, old.cert)).toContain('hello')
  writeFileSync(settings.tls_key, next.key)
  await expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain(fingerprintOf(next))
  expect(await ask(port, next.cert)).toContain('hello')
  await expect(ask(port, old.cert)).rejects.toThrow(/self.signed certificate/)
  open.write('GET /still HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(() => told, { timeout: 10_000 }).toContain('hello https://localhost')
})

const other = selfMadeCertificate(['localhost'])
const encrypted = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
}).privateKey

test.each([
  ['a key of another', { ...selfMadeCertificate(['localhost']), key: other.key }, /k\.pem does not belong to .*c\.pem/],
  ['one that has ended', selfMadeCertificate(['localhost'], days(-500)), /c\.pem ended on \d{4}-\d\d-\d\d: renew it/],
  ['one that has not begun', selfMadeCertificate(['localhost'], days(9)), /c\.pem begins on .*clock/],
  ['no certificate', { ...other, cert: 'nothing' }, /c\.pem holds no certificate in PEM form/],
  ['no key', { ...other, key: 'nothing' }, /k\.pem holds no private key in PEM form/],
  ['an encrypted key', { ...other, key: encrypted }, /k\.pem is encrypted: write it without a passphrase/],
])('%s is refused in a sentence that names the file and the setting', async (_what, pair, sentence) => {
  await expect(tlsSource(given(pair))).rejects.toThrow(sentence)
  await expect(tlsSource(given(pair))).rejects.toThrow('The settings tls_cert and tls_key name them.')
})

test('a file that is not there is named', async () => {
  await expect(readPair({ cert: '/nowhere/c.pem', key: '/nowhere/k.pem' })).rejects.toThrow(
    'The certificate /nowhere/c.pem cannot be read: it is not there.',
  )
})

test('without a certificate the port speaks plain http', async () => {
  expect(await tlsSource(selfMade(aFolder(), { tls_self_made: false }))).toBeUndefined()
})

const askPlainly = (port: number, method: string) =>
  new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    const sent = plainRequest({ port, host: '127.0.0.1', method, path: '/servers?a=1', agent: false }, (response) => {
      let body = ''
      const { statusCode: status = 0, headers } = response
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.on('end', () => resolve({ status, location: headers.location, body }))
    })
    sent.on('error', reject).end()
  })

test('who speaks plain http to the port is led to https, or told about it', async () => {
  const { port } = await listening(selfMade(aFolder()))
  expect(await askPlainly(port, 'GET')).toMatchObject({
    status: 308,
    location: `https://127.0.0.1:${port}/servers?a=1`,
  })
  // What was sent openly is not to be sent again by itself.
  expect(await askPlainly(port, 'POST')).toMatchObject({
    status: 400,
    location: undefined,
    body: 'This port speaks TLS: use https:// in the address.\n',
  })
})

test('consoles are reached through TLS', async () => {
  const { tls, port } = await listening(selfMade(aFolder()))
  const socket = new WebSocket(`wss://localhost:${port}/consoles/vnc?token=x`, { ca: tls.pair.cert })
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
  expect(error.message).toContain('403')
})

test('who opens a connection and says nothing is not waited for, and the end waits for nobody', async () => {
  const tls = (await tlsSource(selfMade(aFolder())))!
  const listener = await listen({ port: 0, host: '127.0.0.1', tls }, { headersMs: 300, idleMs: 300 })
  const silent = async () => {
    const socket = connectPlainly({ port: Number(new URL(listener.url).port), host: '127.0.0.1' })
    const ended = once(socket, 'close')
    await once(socket, 'connect')
    return { ended }
  }
  const { ended } = await silent()
  await ended
  const last = await silent()
  await listener.close()
  expect(await last.ended).toEqual([false])
})

test.each([true, false])(
  'browsers are told to use https alone only where its certificate is trusted: %s',
  async (isTlsForGood) => {
    const pages = new Hono<BffEnv>()
      .use(async (c, next) => {
        c.set('deps', { isTlsForGood } as BffDeps)
        await next()
      })
      .use(securityHeaders)
      .get('/', (c) => c.text('page'))
    const { headers } = await pages.request('/')
    expect(headers.get('strict-transport-security')).toBe(isTlsForGood ? 'max-age=31536000' : null)
  },
)
