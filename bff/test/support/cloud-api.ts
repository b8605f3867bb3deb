import type { Cloud } from '../../src/cloud/cloud.ts'

/** Where the requests of tests say that they go to. */
export const origin = 'http://cloud.test'

/** The public APIs with one token, at the newest compute microversion, for what a test prepares and what it finds afterwards. */
export interface CloudApi {
  token: string
  projectId: string
  userId: string
  /** The body of a successful response; throws with status and body otherwise. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    json?: unknown,
    headers?: Record<string, string>,
  ): Promise<Body>
  /** Reads `path` again at each change in the cloud until `accept` is true; the test's own timeout ends a wait in vain. */
  until<Body>(path: string, accept: (body: Body) => boolean): Promise<Body>
  /** The same person's APIs in another project. */
  inProject(projectId: string): Promise<CloudApi>
}

interface TokenBody {
  token: { project: { id: string }; user: { id: string } }
}

/** Signs in to the APIs of `cloud`. */
export function cloudApi(cloud: Cloud) {
  const authenticate = async (identity: object, project: object): Promise<CloudApi> => {
    const response = await cloud.fetch(
      new Request(`${origin}/identity/v3/auth/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ auth: { identity, scope: { project } } }),
      }),
    )
    if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`)
    const { token } = (await response.json()) as TokenBody
    return withToken(response.headers.get('x-subject-token')!, token)
  }

  function withToken(token: string, { project, user }: TokenBody['token']): CloudApi {
    const call: CloudApi['call'] = async <Body>(
      method: string,
      path: string,
      json?: unknown,
      more?: Record<string, string>,
    ) => {
      const headers = new Headers(more)
      headers.set('x-auth-token', token)
      headers.set('openstack-api-version', 'compute latest')
      if (json !== undefined) headers.set('content-type', 'application/json')
      const body = json === undefined ? null : JSON.stringify(json)
      const response = await cloud.fetch(new Request(origin + path, { method, headers, body }))
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return (text === '' ? {} : JSON.parse(text)) as Body
    }
    return {
      token,
      projectId: project.id,
      userId: user.id,
      call,
      inProject: (id) => authenticate({ methods: ['token'], token: { id: token } }, { id }),
      async until<Body>(path: string, accept: (body: Body) => boolean) {
        let change = Promise.withResolvers<void>()
        const unsubscribe = cloud.events.subscribe(() => change.resolve())
        try {
          for (;;) {
            change = Promise.withResolvers()
            const body = await call<Body>('GET', path)
            if (accept(body)) return body
            await change.promise
          }
        } finally {
          unsubscribe()
        }
      },
    }
  }

  const domain = { name: 'Default' }
  return {
    signIn: (name: string, password: string, project: string): Promise<CloudApi> =>
      authenticate(
        { methods: ['password'], password: { user: { name, domain, password } } },
        { name: project, domain },
      ),
  }
}
