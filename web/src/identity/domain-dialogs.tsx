import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useOwnLoss } from '#shared/use-own-loss'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
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
  const inside = counted(useQuery({ ...domainContentsQuery(bff, domain.id), staleTime: 0 }), countsOf)
  const loss = useOwnLoss(enabled ? { kind: 'disable-domain', id: domain.id } : null)
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
      typed={loss.isGrave ? name : undefined}
      refusal={enabled ? (loss.refusal ?? inside.refusal) : undefined}
    >
      {enabled
        ? t(
            'Nobody of it can sign in, and nobody can work in its projects, until it is enabled again. Nothing is deleted.',
          )
        : t('Its users can sign in again, and its projects can be worked in.')}
      {inside.words}
      {loss.note}
    </Confirm>
  )
}

/** Deletes a disabled domain, having said what goes with it. */
export function DeleteDomain({ domain, onClose }: DomainDialogProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { name } = domain
  const inside = counted(useQuery({ ...domainContentsQuery(bff, domain.id), staleTime: 0 }), countsOf)
  const loss = useOwnLoss({ kind: 'delete-domain', id: domain.id })
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
      refusal={loss.refusal ?? inside.refusal}
    >
      {t(
        'Its projects, users and groups are deleted with it, for good. Servers and networks of its projects stay without a project.',
      )}
      {inside.words}
      {loss.note}
    </Confirm>
  )
}

interface CountsProps {
  projects: number
  users: number
  groups: number
}

const countsOf = ({ projects, users, groups }: CountsProps) => (
  <ul>
    <li>{t('{{count}} projects', { count: projects })}</li>
    <li>{t('{{count}} users', { count: users })}</li>
    <li>{t('{{count}} groups', { count: groups })}</li>
  </ul>
)
