import type { VersionRange } from '#platform/service/microversion'

/** Keystone has one version at a time and negotiates none. */
export const identityVersions: VersionRange = { service: 'identity', major: 3, min: 14, max: 14 }
