import type { Project } from '#shared/bff'

/** Whether this is the only one of somebody's projects that makes them an administrator. */
export const isWayToAdministration = (projects: readonly Project[], projectId: string): boolean => {
  const ways = projects.filter(({ isAdmin }) => isAdmin)
  return ways.length === 1 && ways[0]!.id === projectId
}
