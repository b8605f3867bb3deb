/** A key pair as `ssh-keygen` writes it: the contents of `id_ed25519` and of `id_ed25519.pub`. */
export interface SshKeyPair {
  privateKey: string
  publicKey: string
}

/** Whether this page may make keys: browsers let only pages from https and from this machine itself. */
export const canMakeKeys = (): boolean => globalThis.crypto?.subtle !== undefined

/** A new key pair, made here: Ed25519, or ECDSA where the browser does not have that. */
export async function makeKeyPair(comment: string): Promise<SshKeyPair> {
  try {
    return await makeEd25519(comment)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return makeEcdsa(comment)
    throw error
  }
}

/** A new Ed25519 key pair. */
export async function makeEd25519(comment: string): Promise<SshKeyPair> {
  const { publicBytes, secret } = await newKey({ name: 'Ed25519' })
  const type = text('ssh-ed25519')
  const point = publicBytes[0]!
  return written('ssh-ed25519', [type, point], [type, point, joined([secret, point])], comment)
}

/** A new ECDSA key pair on the curve P-256. */
export async function makeEcdsa(comment: string): Promise<SshKeyPair> {
  const { publicBytes, secret } = await newKey({ name: 'ECDSA', namedCurve: 'P-256' })
  const parts = [text('ecdsa-sha2-nistp256'), text('nistp256'), joined([Uint8Array.of(4), ...publicBytes])]
  return written('ecdsa-sha2-nistp256', parts, [...parts, positive(secret)], comment)
}

async function newKey(algorithm: { name: string; namedCurve?: string }) {
  const pair = (await crypto.subtle.generateKey(algorithm as EcKeyGenParams, true, ['sign', 'verify'])) as CryptoKeyPair
  const { x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  return { publicBytes: [x, y].filter((part) => part !== undefined).map(fromBase64), secret: fromBase64(d!) }
}

/** The files of a key, as PROTOCOL.key of OpenSSH describes them: no passphrase, and padding to blocks of 8 bytes. */
function written(
  type: string,
  publicParts: readonly Uint8Array[],
  privateParts: readonly Uint8Array[],
  comment: string,
): SshKeyPair {
  const blob = joined(publicParts.map(string))
  // The same number twice: where a passphrase is wrong, they differ.
  const check = crypto.getRandomValues(new Uint8Array(4))
  const secret = joined([check, check, ...[...privateParts, text(comment)].map(string)])
  const padding = Uint8Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1)
  const none = string(text('none'))
  const file = joined([
    text('openssh-key-v1\0'),
    none,
    none,
    string(text('')),
    number(1),
    string(blob),
    string(joined([secret, padding])),
  ])
  const lines = toBase64(file)
    .match(/.{1,70}/g)!
    .join('\n')
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${type} ${toBase64(blob)} ${comment}`.trim(),
  }
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words)
const number = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
const string = (bytes: Uint8Array): Uint8Array => joined([number(bytes.length), bytes])
const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

/** A number that is not negative: no zeros before it, but one where its first bit is set. */
function positive(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  const short = bytes.subarray(first)
  return short[0]! >= 0x80 ? joined([Uint8Array.of(0), short]) : short
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (words: string): Uint8Array =>
  Uint8Array.from(atob(words.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

/** A public key as it is in a file. */
export interface PublicKey {
  /** `ssh-ed25519` */
  type: string
  /** What its owner calls it. */
  comment: string
  bytes: Uint8Array
}

/** The public key that a line of a `.pub` file has; null where it has none. */
export function readPublicKey(line: string): PublicKey | null {
  const [, type = '', base64 = '', comment = ''] =
    /^((?:ssh|ecdsa|sk)-\S+) +([\w+/]+={0,2})(?: +(.*))?$/.exec(line.trim()) ?? []
  try {
    const bytes = fromBase64(base64)
    const named = new TextDecoder().decode(bytes.subarray(4, 4 + type.length))
    return type !== '' && named === type ? { type, comment, bytes } : null
  } catch {
    return null
  }
}

/** The fingerprint that `ssh-keygen -l` shows; null where the browser cannot compute it. */
export async function fingerprintOf({ bytes }: PublicKey): Promise<string | null> {
  if (!canMakeKeys()) return null
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return `SHA256:${toBase64(new Uint8Array(hash)).replace(/=+$/, '')}`
}
