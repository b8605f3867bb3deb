import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { unavailable } from '#platform/errors'

// OWASP's first choice for argon2id at 19 MiB. The PHC string carries them, so that they can be raised for new passwords.
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const keyBytes = 32

/** `password` as an argon2id PHC string, computed off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const key = await derive({ message: password, nonce: salt, ...cost, tagLength: keyBytes })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`
}

/** Whether `password` made `phc`; without one it takes as long and says no, so that time tells nothing about who exists. */
export async function isPassword(password: string, phc: string | null | undefined): Promise<boolean> {
  const stored = parsePhc(phc ?? nobodysHash)
  const key = await derive({ ...stored.parameters, message: password, tagLength: stored.key.length })
  return timingSafeEqual(key, stored.key) && phc !== null && phc !== undefined
}

const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(randomBytes(saltBytes))}$${unpadded(randomBytes(keyBytes))}`

const phcForm = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parsePhc(phc: string) {
  const [, memory, passes, parallelism, salt, key] = phcForm.exec(phc) ?? []
  if (salt === undefined || key === undefined) throw new Error('A stored password hash is not argon2id in PHC form.')
  return {
    key: Buffer.from(key, 'base64'),
    parameters: {
      nonce: Buffer.from(salt, 'base64'),
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

// Hashing runs on libuv's four threads, which files and DNS need too: two sign-ins at a time leave them half.
const maxAtOnce = 2
let running = 0
// At some 30 ms each, whoever comes later would wait longer than they will.
const maxWaiting = 64
const waiting: (() => void)[] = []

async function derive(parameters: Argon2Parameters): Promise<Buffer> {
  if (waiting.length >= maxWaiting)
    throw unavailable('Signing in', 'Too many people do so now: retry in a few seconds.')
  if (running >= maxAtOnce) await new Promise<void>((go) => waiting.push(go))
  else running++
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key))),
    )
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
