import { CloudError } from '#platform/errors'
import type { Rule } from '../../policy.ts'
import { ownServer } from '../find-own-server.ts'
import type { ActionName } from './action-versions.ts'
import type { PreparedAction } from './server-action.ts'

/** The actions that are not built here, each with the rule that guards it. This list only shrinks. */
export const unbuiltActions: Readonly<Partial<Record<ActionName, Rule>>> = {
  evacuate: 'os_compute_api:os-evacuate',
  migrate: 'os_compute_api:os-migrate-server:migrate',
  'os-migrateLive': 'os_compute_api:os-migrate-server:migrate_live',
}

/** Refuses an action that is not built, but only to those who may ask for it of a server that is there: others hear first what Nova says. */
export const refuseUnbuilt =
  (name: string, rule: Rule): PreparedAction =>
  async (api, context) => {
    await ownServer(api, context, rule)
    throw new CloudError({ kind: 'not-implemented', message: `The action ${name} is not built yet in this cloud.` })
  }
