import { nameOf, type VersionRange } from '#platform/service/microversion'

/** Every version of the compute API that is spoken here. */
export const computeVersions: VersionRange = { service: 'compute', major: 2, min: 1, max: 104 }

const selfOf = (href: string) => ({ rel: 'self', href })

const legacy = (root: string) => ({
  id: 'v2.0',
  links: [selfOf(`${root}/v2/`)],
  status: 'DEPRECATED',
  version: '',
  min_version: '',
  updated: '2026-11-22T00:00:00Z',
})

const current = (root: string) => ({
  id: 'v2.1',
  links: [selfOf(`${root}/v2.1/`)],
  status: 'CURRENT',
  version: nameOf(computeVersions, computeVersions.max),
  min_version: nameOf(computeVersions, computeVersions.min),
  updated: '2026-11-22T00:00:00Z',
})

/** What the service's root says: which APIs there are, and where. */
export const versionList = (root: string) => ({ versions: [legacy(root), current(root)] })

/** One of them by its name, as its own root says it. */
export function versionDetail(root: string, id: string) {
  const version = [legacy(root), current(root)].find((one) => one.id === id)
  if (!version) return undefined
  return {
    version: {
      ...version,
      links: [...version.links, { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' }],
      'media-types': [
        {
          base: 'application/json',
          type: `application/vnd.openstack.compute+json;version=${id === 'v2.0' ? '2' : '2.1'}`,
        },
      ],
    },
  }
}

/** What there is besides what was asked for: the answer to a path that has no version. */
export const versionChoices = (root: string, path: string) => ({
  choices: [current(root), legacy(root)].map(({ id, status, links }) => ({
    id,
    status,
    links: links.map(({ rel, href }) => ({ rel, href: href.replace(/\/$/, path) })),
    'media-types': [
      {
        base: 'application/json',
        type: `application/vnd.openstack.compute+json;version=${id === 'v2.0' ? '2' : '2.1'}`,
      },
    ],
  })),
})
