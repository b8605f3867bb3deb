import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { call } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths } from '#shared/scope'
import type { CreateForm } from './create-form.ts'
import { ownNames, requestOf } from './server-request.ts'

interface CreateHandlers {
  /** Called before the page is left: everything was begun. */
  onCreated: () => void
  /** Called where only the first `made` servers of those with names of their own were begun. */
  onSome: (made: number) => void
}

/** Creates what the form says, and leads to it. Where only some were begun, the form stays, for the rest. */
export function useCreateServers({ onCreated, onSome }: CreateHandlers) {
  const bff = useBff()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (form: CreateForm) => {
      const names = ownNames(form)
      // Fields that are not filled in are not in it; the route's type knows only that compute checks the rest.
      return call(bff.servers.$post({ json: { request: { ...requestOf(form) }, ...(names ? { names } : {}) } }))
    },
    onSuccess: async ({ ids, refusal }, { count }) => {
      if (refusal) {
        onSome(ids.length)
      } else {
        onCreated()
        await navigate(count > 1 ? paths.servers() : paths.server(ids[0]!))
      }
      await refetchAfter(queryClient, ...ids.map((id) => ({ topic: 'server' as const, id })))
    },
  })
}
