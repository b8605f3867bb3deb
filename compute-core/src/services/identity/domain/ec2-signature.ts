import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a client of the EC2 API has signed, as that API hands it on. */
export interface SignedRequest {
  signature: string
  host?: string | undefined
  verb?: string | undefined
  path?: string | undefined
  params?: Readonly<Record<string, string>> | undefined
  headers?: Readonly<Record<string, string>> | undefined
  body_hash?: string | undefined
}

/** Whether `secret` has signed a request, in version 0, 1, 2 or 4 of AWS's signatures, as keystoneclient's Ec2Signer writes them. */
export function isSignedWith(secret: string, request: SignedRequest): boolean {
  // A signature may have been made without the port that the address has.
  const hosts = [request.host ?? '', (request.host ?? '').replace(/:\d+$/, '')]
  return hosts.some((host) => {
    const expected = signatureOf(secret, { ...request, host })
    return expected !== undefined && isSame(expected, request.signature)
  })
}

/**
 * The time that a request says it was signed at: the one that its signature covers. Whoever sends a request again could write any other
 * beside it.
 */
export const signedTimeOf = (request: SignedRequest): string | undefined =>
  isVersion4(request) ? timestampOf(request) : request.params?.['Timestamp']

const timestampOf = (request: SignedRequest): string | undefined =>
  request.params?.['X-Amz-Date'] ?? headerOf(request, 'x-amz-date')

const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

function signatureOf(secret: string, request: SignedRequest): string | undefined {
  const params = request.params ?? {}
  if (isVersion4(request)) return version4(secret, request)
  switch (params['SignatureVersion']) {
    case '0':
      return hmac('sha1', secret, `${params['Action'] ?? ''}${params['Timestamp'] ?? ''}`).toString('base64')
    case '1': {
      const names = Object.keys(params).toSorted((a, b) => compare(a.toLowerCase(), b.toLowerCase()))
      return hmac('sha1', secret, names.map((name) => name + params[name]).join('')).toString('base64')
    }
    case '2': {
      const text = [request.verb ?? '', request.host ?? '', request.path ?? '', canonicalQuery(params)].join('\n')
      const algorithm = params['SignatureMethod'] === 'HmacSHA1' ? 'sha1' : 'sha256'
      return hmac(algorithm, secret, text).toString('base64')
    }
    default:
      return undefined
  }
}

const headerOf = ({ headers = {} }: SignedRequest, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]

const isVersion4 = (request: SignedRequest): boolean =>
  request.params?.['X-Amz-Algorithm'] === 'AWS4-HMAC-SHA256' ||
  (headerOf(request, 'authorization')?.startsWith('AWS4-HMAC-SHA256') ?? false)

function version4(secret: string, request: SignedRequest): string | undefined {
  const { params = {} } = request
  const authorization = headerOf(request, 'authorization')
  const said = (header: string, param: string): string =>
    (authorization === undefined ? params[param] : new RegExp(`${header}=([^,\\s]+)`).exec(authorization)?.[1]) ?? ''
  const [, date = '', region = '', service = ''] = said('Credential', 'X-Amz-Credential').split('/')
  const timestamp = timestampOf(request) ?? ''
  const scope = `${date}/${region}/${service}/aws4_request`
  if (date === '' || !timestamp.startsWith(date)) return undefined
  const signed = said('SignedHeaders', 'X-Amz-SignedHeaders').split(';').filter(Boolean)
  const headers = signed.map((name) => {
    const value = name.toLowerCase() === 'host' ? request.host : headerOf(request, name.toLowerCase())
    return `${name.toLowerCase()}:${(value ?? '').trim()}\n`
  })
  const query = request.verb === 'POST' ? '' : canonicalQuery(params)
  const canonical = [
    request.verb ?? '',
    request.path ?? '',
    query,
    headers.join(''),
    signed.join(';').toLowerCase(),
    request.body_hash ?? '',
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (above, part) => hmac('sha256', above, part),
    `AWS4${secret}`,
  )
  return hmac('sha256', key, text).toString('hex')
}

const hmac = (algorithm: string, key: string | Buffer, text: string): Buffer =>
  createHmac(algorithm, key).update(text, 'utf8').digest()

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

const canonicalQuery = (params: Readonly<Record<string, string>>): string =>
  Object.keys(params)
    .filter((name) => name !== 'Signature' && name !== 'X-Amz-Signature')
    .toSorted(compare)
    .map((name) => `${encoded(name)}=${encoded(params[name]!)}`)
    .join('&')

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
