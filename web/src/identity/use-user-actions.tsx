import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { IconKey, IconPencil, IconPlayerPause, IconPlayerPlay, IconShieldOff, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { DeleteUser } from './delete-user.tsx'
import { EditUserForm } from './edit-user-form.tsx'
import { EndSecondFactor } from './end-second-factor.tsx'
import { ResetPassword } from './reset-password.tsx'
import { hasSecondFactor } from './second-factor.ts'
import { SwitchUser } from './switch-user.tsx'

type Wish = 'edit' | 'password' | 'factor' | 'switch' | 'delete'

/** What an administrator can do with a user; `onDeleted` leads away from their page. `dialogs` are to be put anywhere in it. */
export function useUserActions(onDeleted?: () => unknown): {
  menuOf: (user: UserView) => MenuAction[]
  dialogs: ReactNode
} {
  const [wish, setWish] = useState<{ what: Wish; user: UserView } | null>(null)
  const { what, user } = wish ?? {}
  const close = () => setWish(null)
  const ask = (wanted: Wish, about: UserView) => () => setWish({ what: wanted, user: about })
  return {
    menuOf: (one) => [
      {
        label: t('Edit'),
        icon: <IconPencil size={16} aria-hidden />,
        needs: 'identity:update_user',
        onClick: ask('edit', one),
      },
      {
        label: t('Reset password'),
        icon: <IconKey size={16} aria-hidden />,
        needs: 'identity:update_user',
        onClick: ask('password', one),
      },
      {
        label: t('End second factor'),
        icon: <IconShieldOff size={16} aria-hidden />,
        refusal: hasSecondFactor(one) ? undefined : t('They sign in by their password alone.'),
        needs: 'identity:delete_credential',
        onClick: ask('factor', one),
      },
      {
        label: one.enabled ? t('Disable') : t('Enable'),
        icon: one.enabled ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />,
        needs: 'identity:update_user',
        onClick: ask('switch', one),
      },
      {
        label: t('Delete'),
        icon: <IconTrash size={16} aria-hidden />,
        isDangerous: true,
        group: 'end',
        needs: 'identity:delete_user',
        onClick: ask('delete', one),
      },
    ],
    dialogs: user && (
      <>
        {what === 'edit' && <EditUserForm user={user} onClose={close} />}
        {what === 'password' && <ResetPassword user={user} onClose={close} />}
        {what === 'factor' && <EndSecondFactor user={user} onClose={close} />}
        {what === 'switch' && <SwitchUser user={user} onClose={close} />}
        {what === 'delete' && <DeleteUser user={user} onClose={close} onDeleted={onDeleted} />}
      </>
    ),
  }
}
