import { randomBytes } from 'node:crypto'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { bffApp } from '../../src/app.ts'
import type { Cloud } from '../../src/cloud/cloud.ts'
import type { SignInSettings } from '../../src/request/bff-env.ts'
import type { Person } from './a-project.ts'
import { origin } from './cloud-api.ts'
import { password } from './fake-driver-cloud.ts'

interface BrowserRequest {
  method?: string
  json?: unknown
  headers?: Record<string, string>
  body?: string | Blob
}

export interface BrowserParts {
  cloud: Cloud
  webDist: string
  cookieKey?: Buffer
  publicUrl?: string
  signIn?: SignInSettings
  /** Where the browser is; without one, sign-ins are not counted. */
  address?: string
}

/** A browser that keeps its cookie, in front of a dashboard over `cloud`; `seen` are the requests that reached the APIs. */
export type Browser = ReturnType<typeof aBrowser>

/** Opens a browser in front of a dashboard of its own. */
export function aBrowser({ cloud, webDist, cookieKey = randomBytes(32), publicUrl, address, signIn }: BrowserParts) {
  const seen: Request[] = []
  const recorded: Cloud = {
    ...cloud,
    fetch(request, env) {
      seen.push(request.clone())
      return cloud.fetch(request, env)
    },
  }
  const { app } = bffApp({ cloud: recorded, webDist, cookieKey, publicUrl, signIn, log: silentLog })
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  let projectId = 'none'

  /** Where a page of the project is asked for: tests name what is below the project. */
  const addressOf = (path: string) =>
    /^\/bff\/(session|me|live|go|p|admin)\b/.test(path) ? path : path.replace(/^\/bff\//, `/bff/p/${projectId}/`)

  async function request(path: string, init: BrowserRequest = {}): Promise<Response> {
    const headers = new Headers({ host: 'cloud.test', 'sec-fetch-site': 'same-origin', ...init.headers })
    if (jar.size > 0) headers.set('cookie', cookie())
    if (init.json !== undefined) headers.set('content-type', 'application/json')
    const body = init.json === undefined ? (init.body ?? null) : JSON.stringify(init.json)
    const response = await app.request(
      origin + addressOf(path),
      { method: init.method ?? 'GET', headers, body },
      { clientAddress: address },
    )
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = split(line)
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** The JSON of a response, whatever its status. */
  const json = async <Body = Record<string, unknown>>(path: string, init: BrowserRequest = {}) =>
    (await (await request(path, init)).json()) as Body

  return {
    app,
    seen,
    request,
    json,
    /** The seeded image and the smallest seeded flavor, as the create form offers them. Other tests make more of both. */
    async imageAndFlavor() {
      type Choice = { id: string; name: string }
      const choices = await json<Record<'images' | 'flavors', Choice[]>>('/bff/servers/create-options')
      const named = (from: Choice[], wanted: string) => from.find(({ name }) => name === wanted)!.id
      return { imageId: named(choices.images, 'kilonova-guest-1'), flavorId: named(choices.flavors, 'm1.nano') }
    },
    /** Signs in, to work in `projectId` or in the first project that the person has. */
    async signIn({ name }: Pick<Person, 'name'>, more: { password?: string; projectId?: string } = {}) {
      const json = { name, password: more.password ?? password }
      const response = await request('/bff/session', { method: 'POST', json })
      const session = response.ok ? ((await response.clone().json()) as { projects?: { id: string }[] }) : undefined
      projectId = more.projectId ?? session?.projects?.[0]?.id ?? 'none'
      // The token for the project is had with the first request; tests count those of their own.
      if (session?.projects) await request('/bff/nothing')
      return response
    },
    /** The tokens with which the APIs were called, each once. */
    tokens: () => [...new Set(seen.flatMap(({ headers }) => headers.get('x-auth-token') ?? []))],
    cookie,
    projectId: () => projectId,
    setCookie(next: string) {
      jar.clear()
      for (const one of next.split('; ')) jar.set(...split(one))
    },
  }
}

/** The name and the value of a cookie, without what follows them. */
const split = (cookie: string): [string, string] => cookie.split(';')[0]!.split(/=(.*)/).slice(0, 2) as [string, string]
