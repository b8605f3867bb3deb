import { lifecycle } from '#domain/server/lifecycle'

const inLifecycle = (name: string) => name.replace(/^os-(start|stop)$/, '$1')

/** What the lifecycle's table has for an action as it is named in a body; none for one that changes no state. */
export const transitionsOf = (name: string) =>
  Object.values(lifecycle).filter(({ action }) => action === inLifecycle(name))
