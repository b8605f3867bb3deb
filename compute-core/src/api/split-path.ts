/** The parts of a request's path. */
export interface SplitPath {
  /** What stands before the version: `/compute`. */
  prefix: string
  version: 'v2.1' | 'v2' | undefined
  /** The project in front of the resource, where the URL has one; empty otherwise. */
  project: string
  /** The resource, beginning with a slash. */
  path: string
}

const versioned = /^(?<prefix>(?:\/compute)?)\/(?<version>v2\.1|v2)(?:\/(?<project>[0-9a-f-]+)(?=\/|$))?(?<path>\/.*)?$/

/** Takes a compute URL apart. */
export function splitPath(url: string): SplitPath {
  const { pathname } = new URL(url)
  const parts = versioned.exec(pathname)?.groups
  if (!parts) return { prefix: '', version: undefined, project: '', path: pathname }
  return {
    prefix: parts['prefix'] ?? '',
    version: parts['version'] as 'v2.1' | 'v2',
    project: parts['project'] ?? '',
    path: parts['path'] ?? '/',
  }
}
