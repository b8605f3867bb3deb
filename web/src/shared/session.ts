import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { t } from '#ui/i18n'
import { call, personBff, RefusalError, type Project, type SessionView } from './bff.ts'
import { slugOf } from './project-slug.ts'

/** Who is signed in, and their projects; null if nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal, client }) =>
    call(personBff.session.$get({}, { init: { signal } }))
      .then((session) => session && withClock(session))
      .catch((error: unknown) => {
        // Where nothing has been shown yet there is nothing to go on with: one signs in anew.
        const isOver = error instanceof RefusalError && error.status === 401
        if (isOver && !client.getQueryData(['session'])) return null
        throw error
      }),
  staleTime: 60_000,
  meta: { staleAfter: [{ topic: 'project' }] },
})

let aheadMs = 0

/** Milliseconds since 1970 by the cloud's clock, as far as its last word on the session tells: a session ends by that one. */
export const cloudNowMs = (): number => Date.now() - aheadMs

/** `session`, which was just answered; from now on its clock is the cloud's. */
export function withClock(session: SessionView): SessionView {
  aheadMs = Date.now() - Date.parse(session.readAt)
  return session
}

/** Who is signed in, for pages that require it. */
export function useSession(): SessionView {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data) throw new RefusalError({ status: 401, service: 'dashboard', message: t('Sign in to see this page.') })
  return data
}

const lastProjectKey = 'kilonova.project'

/** The one of `projects` in which this browser worked last, or the only one there is. */
export const lastProject = (projects: readonly Project[]): Project | undefined =>
  projects.find(({ id }) => id === localStorage.getItem(lastProjectKey)) ??
  (projects.length === 1 ? projects[0] : undefined)

/** Remembers in which project this browser worked last. */
export const rememberProject = (id: string): void => localStorage.setItem(lastProjectKey, id)

/** What stands for `project` in addresses. */
export const slugIn = (session: SessionView, project: Project): string => slugOf(project, session.projects)

/** On which the tabs of a browser tell each other until when the session goes on. */
export const sessionChannel = 'kilonova.session'

/** Tells the other tabs until when the session goes on. */
export function tellTabs(expiresAt: string): void {
  const channel = new BroadcastChannel(sessionChannel)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel within our origin has none
  channel.postMessage(expiresAt)
  channel.close()
}

let isOver = false
const listeners = new Set<() => void>()

/** Says that the session has ended, or that it goes on: pages then ask to sign in again, over what is on them. */
export function sessionIsOver(over: boolean): void {
  if (isOver === over) return
  isOver = over
  for (const listener of listeners) listener()
}

const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether the session has ended while pages were shown. */
export const useSessionIsOver = (): boolean => useSyncExternalStore(listen, () => isOver)
