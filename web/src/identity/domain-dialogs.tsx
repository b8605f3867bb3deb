import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Confirm } from '#ui/confirm'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { domainAddress, domainContentsQuery } from './domain-query.ts'

interface DomainDialogProps {
  domain: DomainView
  onClose: () => void
}

/** Disables a domain, or enables it again. */
export function SwitchDomain({ domain, onClose }: DomainDialogProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { enabled, name } = domain
  const { data, error } = useQuery(domainContentsQuery(bff, domain.id))
  const change = useMutation({
    mutationFn: () =>
      api(bff).send('identity', domainAddress(domain.id), { method: 'PATCH', json: { domain: { enabled: !enabled } } }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <Confirm
      title={enabled ? t('Disable domain {{name}}?', { name }) : t('Enable domain {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => change.mutate()}
      submitLabel={enabled ? t('Disable domain') : t('Enable domain')}
      isPending={change.isPending}
      error={change.error}
      isDangerous={enabled}
    >
      {enabled
        ? t(
            'Nobody of it can sign in, and nobody can work in its projects, until it is enabled again. Nothing is deleted.',
          )
        : t('Its users can sign in again, and its projects can be worked in.')}
      <Counts contents={data} error={error} />
    </Confirm>
  )
}

/** Deletes a disabled domain, having said what goes with it. */
export function DeleteDomain({ domain, onClose }: DomainDialogProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { name } = domain
  const { data, error } = useQuery({ ...domainContentsQuery(bff, domain.id), staleTime: 0 })
  const remove = useMutation({
    mutationFn: () => api(bff).send('identity', domainAddress(domain.id), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <Confirm
      title={t('Delete domain {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete domain')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={name}
      refusal={data ? undefined : t('What is in it has not been counted yet.')}
    >
      {t(
        'Its projects, users and groups are deleted with it, for good. Servers and networks of its projects stay without a project.',
      )}
      <Counts contents={data} error={error} />
    </Confirm>
  )
}

interface CountsProps {
  contents: { projects: number; users: number; groups: number } | undefined
  error: Error | null
}

function Counts({ contents, error }: CountsProps) {
  if (error) return <ErrorNotice error={error} />
  if (!contents) return <p>{t('Counting what is in it …')}</p>
  return (
    <ul>
      <li>{t('{{count}} projects', { count: contents.projects })}</li>
      <li>{t('{{count}} users', { count: contents.users })}</li>
      <li>{t('{{count}} groups', { count: contents.groups })}</li>
    </ul>
  )
}
