import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What came back, read. */
export interface Answer {
  status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows what it asked for
  body: any
}

/** The cloud's APIs as somebody who has signed in sees them. */
export interface CloudApi {
  ask(line: string, body?: unknown): Promise<Answer>
  /** The body of a good answer; throws with status and body otherwise. */
  get(line: string, body?: unknown): Promise<Answer['body']>
  /** Asks again, whatever else comes back, until `accept` likes a good answer. */
  until(line: string, accept: (body: Answer['body']) => boolean, withinMs?: number): Promise<Answer['body']>
}

export const password = 'a-password-of-virtual-hosts'

/** Signs in as the administrator at the door whose socket file that is; asks again there, with a new token, when the first is not taken any more. */
export function cloudApi(door: () => string, project = 'demo', version = '2.104'): CloudApi {
  let token: string | undefined
  const ask = async (line: string, body?: unknown): Promise<Answer> => {
    token ??= await signIn(door(), project)
    const headers = { 'x-auth-token': token, 'openstack-api-version': `compute ${version}` }
    const { status, body: answer } = await send(door(), line, headers, body)
    if (status === 401) token = undefined
    return { status, body: answer }
  }
  const get = async (line: string, body?: unknown) => {
    const answer = await ask(line, body)
    if (answer.status >= 300) throw new Error(`${line}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    ask,
    get,
    async until(line, accept, withinMs = 60_000) {
      const deadline = Date.now() + withinMs
      for (let last: unknown; ; await pause(200)) {
        const { status, body } = await ask(line).catch((error: unknown) => ({ status: 0, body: String(error) }))
        last = body
        if (status === 200 && accept(body)) return body
        if (Date.now() > deadline)
          throw new Error(`${line} did not become what was waited for in ${withinMs} ms: ${JSON.stringify(last)}`)
      }
    },
  }
}

async function signIn(door: string, project: string): Promise<string> {
  const domain = { name: 'Default' }
  const user = { name: 'admin', domain, password }
  const auth = {
    identity: { methods: ['password'], password: { user } },
    scope: { project: { name: project, domain } },
  }
  const { status, headers, body } = await send(door, 'POST /identity/v3/auth/tokens', {}, { auth })
  if (status !== 201) throw new Error(`Sign-in: ${status} ${JSON.stringify(body)}`)
  return headers['x-subject-token'] as string
}

/** One request through a door. */
export function send(
  socketPath: string,
  line: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer & { headers: Record<string, unknown> }> {
  const [method, path] = line.split(' ') as [string, string]
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, method, path, headers: { 'content-type': 'application/json', ...headers }, timeout: 60_000 },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: parsed(text) }),
        )
      },
    )
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error(`${line} has not been answered.`)))
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
