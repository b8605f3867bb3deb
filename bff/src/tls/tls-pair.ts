import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'

/** A certificate, with those between it and its authority behind it, and its private key; both as PEM. */
export interface TlsPair {
  cert: string
  key: string
}

/** Where a pair is. */
export interface TlsFiles {
  cert: string
  key: string
}

/** The pair in these files. Throws one sentence that names the file and what is wrong with it. */
export async function readPair(files: TlsFiles, now: Date = new Date()): Promise<TlsPair> {
  const [cert, key] = await Promise.all([read('certificate', files.cert), read('private key', files.key)])
  const certificate = attempt(() => new X509Certificate(cert), `${files.cert} holds no certificate in PEM form.`)
  const privateKey = attempt(
    () => createPrivateKey(key),
    /ENCRYPTED/.test(key)
      ? `The private key in ${files.key} is encrypted: write it without a passphrase, readable by this user alone.`
      : `${files.key} holds no private key in PEM form.`,
  )
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`The private key in ${files.key} does not belong to the certificate in ${files.cert}.`)
  const [from, to] = [certificate.validFromDate, certificate.validToDate]
  if (to <= now) throw new Error(`The certificate in ${files.cert} ended on ${day(to)}: renew it.`)
  if (from > now)
    throw new Error(`The certificate in ${files.cert} begins on ${day(from)}: check this machine's clock.`)
  attempt(() => createSecureContext({ cert, key }), `The certificate in ${files.cert} is not accepted by TLS`, true)
  return { cert, key }
}

/** What tells one certificate from any other, as browsers and `openssl x509 -fingerprint -sha256` show it. */
export const fingerprintOf = ({ cert }: Pick<TlsPair, 'cert'>): string => new X509Certificate(cert).fingerprint256

const day = (date: Date) => date.toISOString().slice(0, 10)

async function read(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why =
      { ENOENT: 'it is not there', EACCES: 'this user may not read it' }[code ?? ''] ?? (cause as Error).message
    throw new Error(`The ${what} ${file} cannot be read: ${why}.`, { cause })
  }
}

function attempt<T>(make: () => T, otherwise: string, withReason = false): T {
  try {
    return make()
  } catch (cause) {
    throw new Error(withReason ? `${otherwise}: ${(cause as Error).message}.` : otherwise, { cause })
  }
}
