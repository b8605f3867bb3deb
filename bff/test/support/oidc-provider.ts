import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** A small OpenID provider on the loopback, and people at their browsers there. */
export interface TestProvider extends AsyncDisposable {
  issuer: string
  clientId: string
  clientSecret: string
  /** What the provider says of who signs in under this name, besides that it is their subject. */
  knows(login: string, claims: Record<string, unknown>): void
  /** Signs in as `login` at an address of the provider, and says where the browser is sent back to. */
  signIn(authorizationUrl: string, login: string): Promise<URL>
  /** Refuses to sign in at an address of the provider, and says where the browser is sent back to. */
  refuse(authorizationUrl: string): Promise<URL>
}

/** Starts a provider with one client, which is sent back to `redirectUris` alone. */
export async function testProvider(redirectUris: readonly string[]): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people = new Map<string, Record<string, unknown>>()
  const [clientId, clientSecret] = ['kilonova', 'the secret of the client']
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris] }],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', 'groups'],
    findAccount: (_context: unknown, login: string) => ({
      accountId: login,
      claims: async () => ({ ...people.get(login), sub: login }),
    }),
    pkce: { required: () => true },
    cookies: { keys: ['a key of this test'] },
  })
  server.on('request', provider.callback())

  /** A browser that follows the provider's own pages and answers them, until it is sent elsewhere. */
  async function follow(start: string, answer: (location: URL) => Record<string, string> | 'abort'): Promise<URL> {
    const cookies = new Map<string, string>()
    const request = async (url: URL, form?: Record<string, string>): Promise<URL | undefined> => {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      })
      for (const line of response.headers.getSetCookie()) {
        const [name, value] = line.split(';')[0]!.split(/=(.*)/) as [string, string]
        cookies.set(name, value)
      }
      const location = response.headers.get('location')
      if (location === null && !url.pathname.startsWith('/interaction/'))
        throw new Error(`${response.status} ${await response.text()}`)
      return location === null ? undefined : new URL(location, url)
    }
    let url = new URL(start)
    for (;;) {
      if (url.origin !== issuer) return url
      const given = url.pathname.startsWith('/interaction/') ? answer(url) : undefined
      const next =
        given === 'abort' ? await request(new URL(`${url.href}/abort`)) : await request(url, given && { ...given })
      if (!next) throw new Error(`The provider leads nowhere from ${url.href}`)
      url = next
    }
  }

  return {
    issuer,
    clientId,
    clientSecret,
    knows: (login, claims) => void people.set(login, claims),
    signIn(url, login) {
      let isAsked = false
      return follow(url, () => {
        if (isAsked) return { prompt: 'consent' }
        isAsked = true
        return { prompt: 'login', login, password: 'any' }
      })
    },
    refuse: (url) => follow(url, () => 'abort'),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
