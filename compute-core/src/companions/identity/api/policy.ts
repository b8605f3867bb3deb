import { forbidden } from '#platform/errors'
import type { Caller } from '#platform/http/caller'

/** Lets `caller` go on when allowed, else 403 with Keystone's name of the rule. */
export function permit(rule: string, allowed: boolean): void {
  if (!allowed)
    throw forbidden(
      `You are not authorized to perform the requested action: ${rule}. Ask an administrator of this cloud.`,
    )
}

/** Whether the caller may read everything: an administrator, or a reader of the whole system. */
export const readsAll = (caller: Caller): boolean =>
  caller.isAdmin || (caller.systemScope && caller.roles.includes('reader'))

/** Whether the caller may look into other people's tokens: administrators and services. */
export const checksTokens = (caller: Caller): boolean => readsAll(caller) || caller.roles.includes('service')
