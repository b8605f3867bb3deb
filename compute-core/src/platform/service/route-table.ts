import { CloudError, notFound } from '#platform/errors'
import type { Microversion } from './microversion.ts'
import type { Route } from './route.ts'

interface Node<Deps, Rule extends string> {
  /** By a segment's own text; `:` is any segment. */
  next: Map<string, Node<Deps, Rule>>
  routes: Route<Deps, Rule>[]
  gone: Set<string>
}

const newNode = <Deps, Rule extends string>(): Node<Deps, Rule> => ({ next: new Map(), routes: [], gone: new Set() })

/** What there is for a method at a path, before it is known who asks and at which version. */
export interface Match<Deps, Rule extends string> {
  /** Whether it is taken without a token. */
  isOpen: boolean
  /** The route at `version`; a 404 for no such path or not at this version, 405 for no such method, 410 for what is gone for good. */
  at(version: Microversion): { route: Route<Deps, Rule>; params: Record<string, string> }
}

/** Finds the route of a request. */
export interface RouteTable<Deps, Rule extends string> {
  match(method: string, path: string): Match<Deps, Rule>
}

/** A table of routes, and of what OpenStack has removed for good (`GET /os-cells`). */
export function routeTable<Deps, Rule extends string>(
  routes: readonly Route<Deps, Rule>[],
  removed: readonly string[],
): RouteTable<Deps, Rule> {
  const root = newNode<Deps, Rule>()
  for (const route of routes) nodeFor(root, route.path).routes.push(route)
  for (const line of removed) {
    const [method, path] = line.split(' ') as [string, string]
    nodeFor(root, path).gone.add(method)
  }
  return {
    match(method, path) {
      const { node, values } = find(root, path)
      const ofMethod = node?.routes.filter((route) => route.method === method) ?? []
      return {
        isOpen: ofMethod.some(({ isOpen }) => isOpen),
        at(version) {
          if (!node) throw notFound('The resource', path)
          const route = ofMethod.find(({ since, until }) => version >= since && version <= until)
          if (route) return { route, params: paramsOf(route, values) }
          if (node.gone.has(method)) throw goneForGood()
          const allow = methodsOf(node, version)
          if (ofMethod.length > 0 || allow.length === 0) throw notFound('The resource', path)
          throw noSuchMethod(method, path, allow)
        },
      }
    },
  }
}

function nodeFor<Deps, Rule extends string>(root: Node<Deps, Rule>, path: string): Node<Deps, Rule> {
  let node = root
  for (const segment of path.split('/').filter((part) => part !== '')) {
    const key = segment.startsWith(':') ? ':' : segment
    let next = node.next.get(key)
    if (!next) node.next.set(key, (next = newNode()))
    node = next
  }
  return node
}

/**
 * The node at `path`, and what stands at its parameters. A slash at the end is one too many, unless no parameter could stand in front of
 * it or behind it: who asks for an item by an empty id must not get, or delete, what holds the items.
 */
function find<Deps, Rule extends string>(root: Node<Deps, Rule>, path: string) {
  const values: string[] = []
  if (path === '/') return { node: walk(root, [], 0, values), values }
  const segments = path.split('/').slice(1)
  const isClosed = segments.at(-1) === ''
  const node = walk(root, isClosed ? segments.slice(0, -1) : segments, 0, values)
  return { node: isClosed && (values.length > 0 || node?.next.has(':')) ? undefined : node, values }
}

/** A segment's own text goes before any segment: `/things/detail` before `/things/:id`. */
function walk<Deps, Rule extends string>(
  node: Node<Deps, Rule>,
  segments: readonly string[],
  index: number,
  values: string[],
): Node<Deps, Rule> | undefined {
  if (index === segments.length) return node.routes.length > 0 || node.gone.size > 0 ? node : undefined
  const exact = node.next.get(segments[index]!)
  const found = exact && walk(exact, segments, index + 1, values)
  if (found) return found
  const any = segments[index] === '' ? undefined : node.next.get(':')
  if (!any) return undefined
  values.push(segments[index]!)
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

function paramsOf({ path }: { path: string }, values: readonly string[]): Record<string, string> {
  const names = path.split('/').filter((segment) => segment.startsWith(':'))
  return Object.fromEntries(names.map((name, index) => [name.slice(1), decode(values[index]!)]))
}

/** What a path takes at `version`; whoever may GET may ask for the headers alone. */
function methodsOf<Deps, Rule extends string>({ routes }: Node<Deps, Rule>, version: Microversion): string[] {
  const there = routes.filter(({ since, until }) => version >= since && version <= until)
  return [...new Set(there.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}

const noSuchMethod = (method: string, path: string, allow: readonly string[]) =>
  new CloudError({
    kind: 'method-not-allowed',
    message: `${path} does not take ${method}. It takes ${allow.join(', ')}.`,
    allow,
  })

/** webob's sentence, which is what clients have got from Nova for ever. */
const goneForGood = () =>
  new CloudError({ kind: 'gone', message: 'This resource is no longer available. No forwarding address is given.' })
