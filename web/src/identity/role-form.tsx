import type { RoleView } from '@kilonova/compute-core/services/identity/api/view-role'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NamedForm } from './named-form.tsx'
import { roleAddress } from './role-query.ts'

interface RoleFormProps {
  opened: boolean
  onClose: () => void
  /** The one that is changed; a new one is made without. */
  role?: RoleView
}

/** Creates a role and leads to its page, or changes the name and the description of one. */
export function RoleForm({ opened, onClose, role }: RoleFormProps) {
  const bff = useBff()
  const navigate = useNavigate()
  return (
    <NamedForm
      opened={opened}
      onClose={onClose}
      title={role ? t('Edit role') : t('Create role')}
      submitLabel={role ? t('Save') : t('Create role')}
      nameMissing={t('Give the role a name')}
      maxName={255}
      before={role}
      onSave={(changes) =>
        role
          ? api(bff).read<{ role: RoleView }>('identity', roleAddress(role.id), {
              method: 'PATCH',
              json: { role: changes },
            })
          : api(bff).read<{ role: RoleView }>('identity', '/roles', { method: 'POST', json: { role: changes } })
      }
      onSaved={(answer) => {
        if (!role) void navigate(adminPaths.role(answer.role.id))
      }}
    >
      {role && (
        <p className="dimmed">
          {t('Policies name roles: one that asks for the old name asks for nobody from then on.')}
        </p>
      )}
    </NamedForm>
  )
}
