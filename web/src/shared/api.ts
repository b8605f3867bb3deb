import { reached, refusalIn, type Bff } from './bff.ts'

/** A service whose public API pages call. */
export type Service = 'identity' | 'compute' | 'image' | 'network' | 'placement'

interface ApiRequest {
  method?: string
  json?: unknown
  body?: Blob
  headers?: Record<string, string>
  signal?: AbortSignal
}

/**
 * The public OpenStack APIs in the scope of `bff`, in their newest versions, for pages that show what one of them says; paths are those
 * below the version. Types come from compute-core's schemas. A refusal is thrown as a `RefusalError`.
 */
export function api(bff: Bff) {
  async function send(service: Service, path: string, { json, headers = {}, body, ...init }: ApiRequest = {}) {
    const response = fetch(`/bff/${bff.scope}/api/${service}${path}`, {
      ...init,
      headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
    })
    const answered = await reached(response)
    if (!answered.ok) throw refusalIn(answered.status, await answered.text())
    return answered
  }
  return {
    /** The response, whatever is in it. */
    send,
    /** The JSON of a response. */
    read: async <Body>(service: Service, path: string, request?: ApiRequest): Promise<Body> =>
      (await (await send(service, path, request)).json()) as Body,
    /** The JSON of a list, and how many match in all where the request says `kilonova:count=true`. */
    async list<Body>(
      service: Service,
      path: string,
      request?: ApiRequest,
    ): Promise<{ body: Body; total: number | null }> {
      const response = await send(service, path, request)
      const total = response.headers.get('kilonova-total-count')
      return { body: (await response.json()) as Body, total: total === null ? null : Number(total) }
    },
  }
}
