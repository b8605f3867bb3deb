import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { projectQuotaAddress } from './project-quota-query.ts'
import type { NewLimits } from './quota-resources.ts'

/**
 * Gives a project these limits in all services, or in none of them; those that are not named stay, and null is the limit of all projects.
 * With `isForced` also limits below what is used: nothing is taken away then, and nothing new is had.
 */
export const saveLimits = (bff: Bff, projectId: string, limits: NewLimits, isForced: boolean): Promise<unknown> =>
  api(bff).send('compute', projectQuotaAddress(projectId), {
    method: 'PUT',
    json: { quota: { ...limits, ...(isForced ? { force: true } : {}) } },
  })
