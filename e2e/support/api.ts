type Json = Record<string, unknown>

export interface Api {
  /** The body of a successful answer; throws with status and body otherwise. */
  call<Answer = Json>(method: string, path: string, body?: unknown): Promise<Answer>
  /** Asks again until `accept` likes the answer; the test's own timeout ends a wait in vain. */
  until<Answer = Json>(path: string, accept: (answer: Answer) => boolean): Promise<Answer>
  projectId: string
  headers: Record<string, string>
}

/** What signing in takes of a cloud. */
interface Door {
  url: string
  adminPassword: string
}

/** The cloud's APIs with an administrator's token on the project demo, newest compute microversion. */
export async function signIn(cloud: Door, user = 'admin', project = 'demo'): Promise<Api> {
  const domain = { name: 'Default' }
  const response = await fetch(`${cloud.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, domain, password: cloud.adminPassword } } },
        scope: { project: { name: project, domain } },
      },
    }),
  })
  if (response.status !== 201) throw new Error(`Sign-in: ${response.status} ${await response.text()}`)
  const { token } = (await response.json()) as { token: { project: { id: string } } }
  const headers = {
    'x-auth-token': response.headers.get('x-subject-token')!,
    'openstack-api-version': 'compute 2.104',
    'content-type': 'application/json',
  }
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const answer = await fetch(cloud.url + path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as Answer
  }
  return {
    call,
    projectId: token.project.id,
    headers,
    async until(path, accept) {
      for (;;) {
        const answer = await call<never>('GET', path)
        if (accept(answer)) return answer
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
  }
}

/** The ids of the seeded image and of a flavor, which every scenario needs. */
export async function imageAndFlavor(
  api: Api,
  flavorName = 'm1.nano',
): Promise<{ imageRef: string; flavorRef: string }> {
  const { images } = await api.call<{ images: { id: string }[] }>('GET', '/image/v2/images?name=kilonova-guest-1')
  const { flavors } = await api.call<{ flavors: { id: string; name: string }[] }>('GET', '/compute/v2.1/flavors')
  return {
    imageRef: images[0]!.id,
    flavorRef: flavors.find(({ name }) => name === flavorName)!.id,
  }
}
