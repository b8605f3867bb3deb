import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { DeleteDomain, SwitchDomain } from './domain-dialogs.tsx'
import { DomainForm } from './domain-form.tsx'
import { domainsQuery } from './domain-query.ts'
import { descriptionColumn, enabledColumn, idColumn } from './identity-columns.tsx'

const columns: readonly ListColumn<DomainView>[] = [
  { id: 'name', header: t('Name'), sortKey: 'name', width: 200, cell: ({ name }) => name, value: ({ name }) => name },
  enabledColumn(),
  descriptionColumn(300),
  { ...idColumn(), hidden: false },
]

type Wish = 'edit' | 'switch' | 'delete'

/** The domains of the cloud: projects, users and groups that are kept apart from those of others. */
export default function DomainListPage() {
  const bff = useBff()
  const [wish, setWish] = useState<{ what: Wish; domain: DomainView } | null>(null)
  const close = () => setWish(null)
  return (
    <>
      <ResourceList
        name="domains"
        title={t('Domains')}
        things={t('domains')}
        description={t('Projects, users and groups that are kept apart from those of others.')}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={identityKeys.domains}
        placeholder={t('Name, ID or enabled:no')}
        query={(request) => domainsQuery(bff, request)}
        actions={(domain) => menuOf(domain, (what) => setWish({ what, domain }))}
        phone={{ beside: 'enabled', below: ['description'] }}
        empty={{ icon: <IconWorld />, title: t('No domains yet') }}
        create={{
          label: t('Create domain'),
          needs: 'identity:create_domain',
          icon: <IconPlus size={16} aria-hidden />,
          renderForm: (dialog) => <DomainForm {...dialog} />,
        }}
      />
      {wish?.what === 'edit' && <DomainForm key={wish.domain.id} domain={wish.domain} opened onClose={close} />}
      {wish?.what === 'switch' && <SwitchDomain domain={wish.domain} onClose={close} />}
      {wish?.what === 'delete' && <DeleteDomain domain={wish.domain} onClose={close} />}
    </>
  )
}

function menuOf({ id, enabled }: DomainView, ask: (what: Wish) => void): MenuAction[] {
  const isDefault = id === 'default' && enabled
  return [
    { label: t('Edit'), icon: <IconPencil size={16} aria-hidden />, onClick: () => ask('edit') },
    {
      label: enabled ? t('Disable') : t('Enable'),
      icon: enabled ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />,
      refusal: isDefault ? t('Nobody could sign in to enable the default domain again.') : undefined,
      needs: 'identity:update_domain',
      onClick: () => ask('switch'),
    },
    {
      label: t('Delete'),
      icon: <IconTrash size={16} aria-hidden />,
      isDangerous: true,
      group: 'end',
      refusal: enabled ? t('Disable it first: only a disabled domain can be deleted.') : undefined,
      needs: 'identity:delete_domain',
      onClick: () => ask('delete'),
    },
  ]
}
