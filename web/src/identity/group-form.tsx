import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { Select } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { groupAddress } from './group-query.ts'
import { domainNamesQuery } from './names-query.ts'
import { NamedForm } from './named-form.tsx'

interface GroupFormProps {
  opened: boolean
  onClose: () => void
  /** The one that is changed; a new one is made without. */
  group?: GroupView
}

/** Creates a group and leads to its page, or changes the name and the description of one. */
export function GroupForm({ opened, onClose, group }: GroupFormProps) {
  const bff = useBff()
  const navigate = useNavigate()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  const [domainId, setDomainId] = useState<string | null>(null)
  return (
    <NamedForm
      opened={opened}
      onClose={() => {
        setDomainId(null)
        onClose()
      }}
      title={group ? t('Edit group') : t('Create group')}
      submitLabel={group ? t('Save') : t('Create group')}
      nameMissing={t('Give the group a name')}
      maxName={64}
      before={group}
      onSave={(changes) => {
        const json = { group: { ...changes, ...(domainId ? { domain_id: domainId } : {}) } }
        const path = group ? groupAddress(group.id) : '/groups'
        return api(bff).read<{ group: GroupView }>('identity', path, { method: group ? 'PATCH' : 'POST', json })
      }}
      onSaved={(answer) => {
        if (!group) void navigate(adminPaths.group(answer.group.id))
      }}
    >
      {!group && domains.size > 1 && (
        <Select
          label={t('Domain')}
          description={t('Your own if left empty')}
          clearable
          searchable
          data={[...domains].map(([value, label]) => ({ value, label }))}
          value={domainId}
          onChange={setDomainId}
        />
      )}
    </NamedForm>
  )
}
