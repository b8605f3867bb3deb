import type { ComponentType } from 'react'
import type { CommandName } from '#shared/bff'
import type { ActionFormProps } from './action-form.ts'
import { ServerAttachInterfaceForm } from './forms/server-attach-interface-form.tsx'
import { ServerChangePasswordForm } from './forms/server-change-password-form.tsx'
import { ServerCreateBackupForm } from './forms/server-create-backup-form.tsx'
import { ServerCreateImageForm } from './forms/server-create-image-form.tsx'
import { ServerDetachInterfaceForm } from './forms/server-detach-interface-form.tsx'
import { ServerLockForm } from './forms/server-lock-form.tsx'
import { ServerRebuildForm } from './forms/server-rebuild-form.tsx'
import { ServerRescueForm } from './forms/server-rescue-form.tsx'
import { ServerResetStateForm } from './forms/server-reset-state-form.tsx'
import { ServerResizeForm } from './forms/server-resize-form.tsx'
import { ServerUnshelveForm } from './forms/server-unshelve-form.tsx'

/** The form of each action that takes input. They are loaded when the first one is opened. */
export const actionForms: Partial<Record<CommandName, ComponentType<ActionFormProps>>> = {
  unshelve: ServerUnshelveForm,
  resize: ServerResizeForm,
  rebuild: ServerRebuildForm,
  attachInterface: ServerAttachInterfaceForm,
  detachInterface: ServerDetachInterfaceForm,
  createImage: ServerCreateImageForm,
  createBackup: ServerCreateBackupForm,
  changePassword: ServerChangePasswordForm,
  lock: ServerLockForm,
  rescue: ServerRescueForm,
  resetState: ServerResetStateForm,
}
