import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import {
  IconDownload,
  IconEye,
  IconLock,
  IconLockOpen,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconServer,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { changeImage, imageAddress } from './image-changes.ts'
import { ImageEditForm } from './image-edit-form.tsx'
import { DeleteImage } from './delete-image.tsx'
import { demandsOf, imageRefusal, type ImageDemand } from './image-permits.ts'
import { ImageVisibilityForm } from './image-visibility-form.tsx'
import { imageName } from './image-words.ts'
import { useAsking } from './use-asking.ts'

type Dialog = 'edit' | 'visibility' | 'deactivate' | 'delete'

interface ImageActions {
  /** What can be done with an image, each with the reason where it cannot. */
  menuOf: (image: ImageView) => MenuAction[]
  /** What is sought first of an image's page. */
  likelyOf: (image: ImageView) => MenuAction[]
  /** To be put anywhere in the page. */
  dialogs: ReactNode
}

const icon = (Icon: typeof IconServer) => <Icon size={16} aria-hidden />

/** Everything that can be done with an image, for menus; `onDeleted` is told when one is gone. */
export function useImageActions(onDeleted?: () => void): ImageActions {
  const bff = useBff()
  const paths = usePaths()
  const scope = useScope()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const asking = useAsking()
  // What was opened last stays when it is closed, so that it can go gently; each opening begins anew.
  const [last, setLast] = useState<{ dialog: Dialog; image: ImageView; nth: number; isOpen: boolean } | null>(null)
  const isOpen = (dialog: Dialog) => last !== null && last.dialog === dialog && last.isOpen
  const openFor = (dialog: Dialog) => (last && isOpen(dialog) ? last.image : null)
  const close = () => setLast((before) => before && { ...before, isOpen: false })
  const actionOf = (image: ImageView) => {
    const action = (demand: ImageDemand, rest: Omit<MenuAction, 'refusal'>): MenuAction => ({
      ...rest,
      refusal: imageRefusal(demand, image, asking),
    })
    const opening = (dialog: Dialog) => () =>
      setLast((before) => ({ dialog, image, nth: (before?.nth ?? 0) + 1, isOpen: true }))
    const protect = (isProtected: boolean) => () =>
      void changeImage(bff, queryClient, image.id, [{ op: 'replace', path: '/protected', value: isProtected }]).catch(
        (error: Error) => showRefusal(t('{{name}} was not changed', { name: imageName(image) }), error),
      )
    const reactivate = () =>
      void switchImage(bff, image.id, 'reactivate')
        .then(() => refetchAfter(queryClient, { topic: 'image', id: image.id }))
        .catch((error: Error) => showRefusal(t('{{name}} was not changed', { name: imageName(image) }), error))
    return {
      createServer: action('createServer', {
        label: t('Create server'),
        icon: icon(IconServer),
        group: 'use',
        onClick: () => void navigate(`${paths.serverCreate()}?image=${encodeURIComponent(image.id)}`),
      }),
      download: action('download', {
        label: t('Download'),
        icon: icon(IconDownload),
        group: 'use',
        onClick: () => download(bff.scope, image),
      }),
      edit: action('edit', { label: t('Edit'), icon: icon(IconPencil), group: 'change', onClick: opening('edit') }),
      visibility: action('edit', {
        label: t('Change visibility'),
        icon: icon(IconEye),
        group: 'change',
        onClick: opening('visibility'),
      }),
      protect: action('protect', {
        label: t('Protect'),
        icon: icon(IconLock),
        group: 'change',
        onClick: protect(true),
      }),
      unprotect: action('unprotect', {
        label: t('Remove protection'),
        icon: icon(IconLockOpen),
        group: 'change',
        onClick: protect(false),
      }),
      deactivate: action('deactivate', {
        label: t('Deactivate'),
        icon: icon(IconPlayerPause),
        group: 'change',
        onClick: opening('deactivate'),
      }),
      reactivate: action('reactivate', {
        label: t('Reactivate'),
        icon: icon(IconPlayerPlay),
        group: 'change',
        onClick: reactivate,
      }),
      delete: action('delete', {
        label: t('Delete'),
        icon: icon(IconTrash),
        group: 'end',
        isDangerous: true,
        onClick: opening('delete'),
      }),
    }
  }
  return {
    menuOf: (image) => {
      const actions = actionOf(image)
      const offered = demandsOf(image).map((demand) => actions[demand as 'protect'])
      // Servers are made in a project.
      const first = scope.kind === 'project' ? [actions.createServer] : []
      return [...first, actions.download, actions.edit, actions.visibility, ...offered, actions.delete]
    },
    likelyOf: (image) => {
      const actions = actionOf(image)
      return scope.kind === 'project' ? [actions.createServer, actions.edit] : [actions.edit]
    },
    dialogs: (
      <>
        {last?.dialog === 'edit' && (
          <ImageEditForm key={last.nth} image={last.image} opened={last.isOpen} onClose={close} />
        )}
        {last?.dialog === 'visibility' && (
          <ImageVisibilityForm key={last.nth} image={last.image} opened={last.isOpen} onClose={close} />
        )}
        <Deactivation image={openFor('deactivate')} onClose={close} />
        {last?.dialog === 'delete' && (
          <DeleteImage key={last.nth} image={last.image} opened={last.isOpen} onClose={close} onDeleted={onDeleted} />
        )}
      </>
    ),
  }
}

const switchImage = (bff: Parameters<typeof api>[0], id: string, action: 'deactivate' | 'reactivate') =>
  api(bff).send('image', `${imageAddress(id)}/actions/${action}`, { method: 'POST' })

/** Lets the browser save the data of an image as it comes: it may be larger than memory. */
function download(scope: string, image: ImageView): void {
  const link = document.createElement('a')
  link.href = `/bff/${scope}/api/image${imageAddress(image.id)}/file`
  link.download = `${imageName(image)}.${image.disk_format ?? 'img'}`
  link.click()
}

function Deactivation({ image, onClose }: { image: ImageView | null; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const deactivate = useMutation({
    mutationFn: async (id: string) => {
      await switchImage(bff, id, 'deactivate')
      await refetchAfter(queryClient, { topic: 'image', id })
    },
    onSuccess: onClose,
  })
  const close = () => {
    deactivate.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Deactivate image {{name}}?', { name: image ? imageName(image) : '' })}
      opened={image !== null}
      onClose={close}
      onConfirm={() => image && deactivate.mutate(image.id)}
      submitLabel={t('Deactivate')}
      isPending={deactivate.isPending}
      error={deactivate.error}
    >
      {t(
        'Nobody can create servers from it or download it until it is reactivated. Servers created from it keep running.',
      )}
    </Confirm>
  )
}
