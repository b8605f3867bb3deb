import { readJson } from '@kilonova/compute-core/platform/http/read-body'
import { assertPlainPath, rawPathOf } from '@kilonova/compute-core/platform/http/request-path'
import type { MiddlewareHandler } from 'hono'

/** Refuses a path that means another one, as the APIs do. */
export const plainPathsOnly: MiddlewareHandler = async (c, next) => {
  assertPlainPath(rawPathOf(c))
  await next()
}

/** Reads JSON with the bounds that the APIs have: how large, how deep, how slow. Routes then find it read. */
export const boundedJson: MiddlewareHandler = async (c, next) => {
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    // Hono keeps promises there, whatever its type says.
    c.req.bodyCache.text = Promise.resolve(JSON.stringify(await readJson(c)) ?? '') as unknown as string
  await next()
}
