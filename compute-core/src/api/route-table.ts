import { HTTPException } from 'hono/http-exception'
import { CloudError, notFound } from '#platform/errors'
import type { Microversion } from '#platform/microversion/microversion'
import type { Route } from './route.ts'

interface Node {
  /** By a segment's own text; `:` is any segment. */
  next: Map<string, Node>
  routes: Route[]
  gone: Set<string>
}

const newNode = (): Node => ({ next: new Map(), routes: [], gone: new Set() })

/** Finds the route of a request; knows the difference between no such path, no such method, not at this version, and gone for good. */
export interface RouteTable {
  find(method: string, path: string, version: Microversion): { route: Route; params: Record<string, string> }
}

/** A table of routes, and of what OpenStack has removed for good (`GET /os-cells`). */
export function routeTable(routes: readonly Route[], removed: readonly string[]): RouteTable {
  const root = newNode()
  for (const route of routes) nodeFor(root, route.path).routes.push(route)
  for (const line of removed) {
    const [method, path] = line.split(' ') as [string, string]
    nodeFor(root, path).gone.add(method)
  }
  return {
    find(method, path, version) {
      const segments = path.split('/').filter((segment) => segment !== '')
      const values: string[] = []
      const node = walk(root, segments, 0, values)
      if (!node) throw notFound('The resource', path)
      const ofMethod = node.routes.filter((route) => route.method === method)
      const found = ofMethod.find((route) => version >= route.since && version <= route.until)
      if (found) return { route: found, params: paramsOf(found, values) }
      if (node.gone.has(method)) throw goneForGood(method, path)
      if (ofMethod.length > 0) throw notFound('The resource', path)
      throw new HTTPException(405, { message: `${path} does not take ${method}. It takes ${methodsOf(node)}.` })
    },
  }
}

function nodeFor(root: Node, path: string): Node {
  let node = root
  for (const segment of path.split('/').filter((part) => part !== '')) {
    const key = segment.startsWith(':') ? ':' : segment
    let next = node.next.get(key)
    if (!next) node.next.set(key, (next = newNode()))
    node = next
  }
  return node
}

/** A segment's own text goes before any segment: `/flavors/detail` before `/flavors/:id`. */
function walk(node: Node, segments: readonly string[], index: number, values: string[]): Node | undefined {
  if (index === segments.length) return node.routes.length > 0 || node.gone.size > 0 ? node : undefined
  const exact = node.next.get(segments[index]!)
  const found = exact && walk(exact, segments, index + 1, values)
  if (found) return found
  const any = node.next.get(':')
  if (!any) return undefined
  values.push(decode(segments[index]!))
  const below = walk(any, segments, index + 1, values)
  if (!below) values.pop()
  return below
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (cause) {
    throw new CloudError(
      { kind: 'invalid', message: `The path has a part that is no valid escape: ${segment}.` },
      cause,
    )
  }
}

function paramsOf(route: Route, values: readonly string[]): Record<string, string> {
  const names = route.path.split('/').filter((segment) => segment.startsWith(':'))
  return Object.fromEntries(names.map((name, index) => [name.slice(1), values[index]!]))
}

const methodsOf = (node: Node) => [...new Set(node.routes.map((route) => route.method))].join(', ') || 'nothing'

const goneForGood = (method: string, path: string) =>
  new CloudError({ kind: 'gone', message: `${method} ${path} has been removed from the Compute API for good.` })
