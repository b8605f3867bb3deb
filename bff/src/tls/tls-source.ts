import { X509Certificate } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Config } from '@kilonova/compute-core/platform/config'
import { selfMadeCertificate } from './self-made-certificate.ts'
import { fingerprintOf, readPair, type TlsFiles, type TlsPair } from './tls-pair.ts'

/** The certificate under which the port speaks TLS. */
export interface TlsSource {
  pair: TlsPair
  files: TlsFiles
  isSelfMade: boolean
  fingerprint: string
  /** Hands over each new pair, and why one that came was not taken, until `close`. */
  watch(take: (pair: TlsPair) => void, refused: (reason: Error) => void): void
  close(): void
}

type TlsSettings = Pick<Config, 'tls_cert' | 'tls_key' | 'tls_self_made' | 'public_url' | 'host' | 'dataDir'>

/** How often it is looked whether the files have changed, and whether the cloud's own certificate ends soon. */
export interface TlsPace {
  filesMs: number
  renewalMs: number
}

const usualPace: TlsPace = { filesMs: 5_000, renewalMs: 6 * 3_600_000 }

/** Enough for whoever trusts the cloud's own certificate by itself to be given the next one. */
const renewedDaysBefore = 30

/** What the settings say of TLS; undefined where the port speaks plain http. Throws one sentence that names the setting. */
export async function tlsSource(config: TlsSettings, pace: TlsPace = usualPace): Promise<TlsSource | undefined> {
  const { tls_cert: cert, tls_key: key } = config
  if (cert !== undefined && key !== undefined) return givenSource({ cert, key }, pace)
  return config.tls_self_made ? selfMadeSource(config, pace) : undefined
}

async function givenSource(files: TlsFiles, { filesMs }: TlsPace): Promise<TlsSource> {
  const pair = await readPair(files).catch((cause: Error) => {
    throw new Error(`${cause.message} The settings tls_cert and tls_key name them.`, { cause })
  })
  let look: () => void
  return {
    pair,
    files,
    isSelfMade: false,
    fingerprint: fingerprintOf(pair),
    watch(take, refused) {
      // One that is replaced in two steps is read again after the second.
      look = lookFor(pair, () => readPair(files), take, refused)
      for (const file of Object.values(files)) watchFile(file, { interval: filesMs, persistent: false }, look)
    },
    close() {
      if (look) for (const file of Object.values(files)) unwatchFile(file, look)
    },
  }
}

async function selfMadeSource(config: TlsSettings, { renewalMs }: TlsPace): Promise<TlsSource> {
  const folder = join(config.dataDir, 'tls')
  const files = { cert: join(folder, 'self-made.crt'), key: join(folder, 'self-made.key') }
  const names = namesOf(config)
  const current = async () => {
    const kept = await readPair(files).catch(() => undefined)
    if (kept && isGoodFor(kept, names)) return kept
    const made = selfMadeCertificate(names)
    await mkdir(folder, { recursive: true, mode: 0o711 })
    await write(files.key, made.key, 0o600)
    await write(files.cert, made.cert, 0o644)
    return made
  }
  const pair = await current()
  let timer: NodeJS.Timeout | undefined
  return {
    pair,
    files,
    isSelfMade: true,
    fingerprint: fingerprintOf(pair),
    watch(take, refused) {
      timer = setInterval(lookFor(pair, current, take, refused), renewalMs).unref()
    },
    close: () => clearInterval(timer),
  }
}

/** Looks whether there is another pair by now, and hands it over. */
function lookFor(
  first: TlsPair,
  read: () => Promise<TlsPair>,
  take: (pair: TlsPair) => void,
  refused: (reason: Error) => void,
): () => void {
  let last = first
  const look = async () => {
    try {
      const next = await read()
      if (next.cert === last.cert && next.key === last.key) return
      last = next
      take(next)
    } catch (error) {
      refused(error as Error)
    }
  }
  return () => void look()
}

/** Whole or not at all, and never readable by others for a moment. */
async function write(file: string, content: string, mode: number) {
  await writeFile(`${file}.new`, content, { mode })
  await chmod(`${file}.new`, mode)
  await rename(`${file}.new`, file)
}

function isGoodFor({ cert }: TlsPair, names: readonly string[]): boolean {
  const certificate = new X509Certificate(cert)
  const remainingMs = certificate.validToDate.getTime() - Date.now()
  const has = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  return remainingMs > renewedDaysBefore * 86_400_000 && names.every(has)
}

/** By what the cloud is reached: its public name, the one that it listens on, this machine's, and loopback. */
function namesOf({ public_url: publicUrl, host }: TlsSettings): string[] {
  const isWildcard = host === '0.0.0.0' || host === '::'
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? [])
  const names = [
    ...(publicUrl ? [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')] : []),
    ...(isWildcard ? addresses.filter((address) => !address.includes('%') && !/^fe80:/i.test(address)) : [host]),
    hostname(),
    'localhost',
    '127.0.0.1',
    '::1',
  ]
  return [...new Set(names)].filter((name) => isIP(name) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name))
}
