import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import type { MemberView } from '@kilonova/compute-core/services/image/api/member-view'
import { Autocomplete, Text } from '@mantine/core'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu, type MenuAction } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { showRefusal } from '#ui/show-refusal'
import { Status, type StatusLook } from '#ui/status'
import { changeImage, imageAddress } from './image-changes.ts'
import { OwnerName } from '#shared/owner-name'
import { imageRefusal, isOurs } from './image-permits.ts'
import { imageMembersQuery, imageQuery } from './image-query.ts'
import { imageName, visibilityWords } from './image-words.ts'
import { projectMeant } from './member-project.ts'
import { useOfferAnswer } from './offered-images.tsx'
import { useAsking } from './use-asking.ts'

/** The projects that an image is shared with. */
export default function ImageMembersTab() {
  const { id = '' } = useParams()
  const { data: image } = useSuspenseQuery(imageQuery(useBff(), id))
  return image.visibility === 'shared' ? <Members image={image} /> : <NotShared image={image} />
}

/** Only images that are shared with chosen projects have members. */
function NotShared({ image }: { image: ImageView }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const refusal = imageRefusal('edit', image, useAsking())
  const share = useMutation({
    mutationFn: () =>
      changeImage(bff, queryClient, image.id, [{ op: 'replace', path: '/visibility', value: 'shared' }]),
    onError: (error) => showRefusal(t('{{name}} was not changed', { name: imageName(image) }), error),
  })
  const isPrivate = image.visibility === 'private'
  const next = isPrivate
    ? t('Once it is shared, you can add projects as its members.')
    : t('To share it with chosen projects instead, change its visibility to Shared.')
  return (
    <div className="card">
      <EmptyState
        icon={<IconUsers />}
        title={t('This image has no members')}
        text={`${visibilityWords[image.visibility].means} ${next}`}
      >
        {isPrivate && (
          <ActionButton variant="default" refusal={refusal} loading={share.isPending} onClick={() => share.mutate()}>
            {t('Share with projects')}
          </ActionButton>
        )}
      </EmptyState>
    </div>
  )
}

const answers: Readonly<Record<MemberView['status'], StatusLook>> = {
  pending: { word: t('Has not answered'), tone: 'idle' },
  accepted: { word: t('Accepted'), tone: 'good' },
  rejected: { word: t('Rejected'), tone: 'idle' },
}

const columns: Column<MemberView>[] = [
  { header: t('Project'), cell: ({ member_id: id }) => <OwnerName id={id} /> },
  { header: t('Answer'), cell: ({ status }) => <Status {...answers[status]} code={status} /> },
  { header: t('Since'), hideOn: 'narrow', cell: ({ updated_at: at }) => <RelativeTime at={at} /> },
]

function Members({ image }: { image: ImageView }) {
  const asking = useAsking()
  const { data: members } = useSuspenseQuery(imageMembersQuery(useBff(), image.id))
  const [isAdding, setAdding] = useState(false)
  const [doomed, setDoomed] = useState<MemberView | null>(null)
  const answer = useOfferAnswer()
  const isOwn = isOurs(image, asking)
  const refusal = imageRefusal('edit', image, asking)
  const menuOf = (member: MemberView): MenuAction[] => [
    ...(member.member_id === asking.projectId
      ? (['accepted', 'rejected'] as const)
          .filter((status) => status !== member.status)
          .map((status) => ({
            label: status === 'accepted' ? t('Accept') : t('Reject'),
            needs: 'modify_member',
            onClick: () => answer.mutate({ imageId: image.id, projectId: member.member_id, status }),
          }))
      : []),
    ...(isOwn
      ? [{ label: t('Remove'), isDangerous: true, needs: 'delete_member', refusal, onClick: () => setDoomed(member) }]
      : []),
  ]
  return (
    <>
      <Section
        title={isOwn ? t('Members') : t('Your membership')}
        surface="none"
        beside={
          isOwn && (
            <ActionButton
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              needs="add_member"
              refusal={refusal}
              onClick={() => setAdding(true)}
            >
              {t('Add member')}
            </ActionButton>
          )
        }
      >
        <DataTable
          label={t('Members')}
          rows={members}
          columns={columns}
          rowKey={({ member_id: id }) => id}
          renderActions={(member) => <ActionsMenu of={member.member_id} actions={menuOf(member)} />}
          whenEmpty={
            <EmptyState
              icon={<IconUsers />}
              title={t('Shared with no project yet')}
              text={t('A project that you add can use the image, and has it in its list once it has accepted.')}
            />
          }
        />
      </Section>
      <AddMember image={image} members={members} opened={isAdding} onClose={() => setAdding(false)} />
      <RemoveMember image={image} member={doomed} onClose={() => setDoomed(null)} />
    </>
  )
}

interface AddMemberProps {
  image: ImageView
  members: readonly MemberView[]
  opened: boolean
  onClose: () => void
}

/** Offers the image to a project, by its name where the person sees it, else by its id. */
function AddMember({ image, members, opened, onClose }: AddMemberProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { isAdmin } = useAsking()
  const { projects } = useSession()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = useMutation({
    mutationFn: async (text: string) => {
      const name = encodeURIComponent(text.trim())
      const known = isAdmin
        ? (await api(bff).read<{ projects: { id: string; name: string }[] }>('identity', `/projects?name=${name}`))
            .projects
        : []
      const meant = projectMeant(text, [...new Map([...projects, ...known].map((each) => [each.id, each])).values()])
      if ('problem' in meant) return setProblem(meant.problem)
      await api(bff).send('image', `${imageAddress(image.id)}/members`, { method: 'POST', json: { member: meant.id } })
      await refetchAfter(queryClient, { topic: 'image', id: image.id })
      return close()
    },
  })
  const close = () => {
    setTyped('')
    setProblem(null)
    add.reset()
    onClose()
  }
  const others = projects.filter(({ id }) => id !== image.owner && !members.some((member) => member.member_id === id))
  return (
    <FormDialog
      title={t('Add member')}
      opened={opened}
      onClose={close}
      onSubmit={() => add.mutate(typed)}
      submitLabel={t('Add member')}
      isPending={add.isPending}
      error={add.error}
    >
      <Autocomplete
        label={t('Project')}
        description={t('Its name, or its ID if you do not see it.')}
        data-autofocus
        data={[...new Set(others.map(({ name }) => name))]}
        value={typed}
        onChange={(text) => {
          setTyped(text)
          setProblem(null)
        }}
        error={problem}
      />
      <Text size="sm">
        {t('The project can use the image at once. It is in the project’s list once somebody there has accepted it.')}
      </Text>
    </FormDialog>
  )
}

interface RemoveMemberProps {
  image: ImageView
  member: MemberView | null
  onClose: () => void
}

function RemoveMember({ image, member, onClose }: RemoveMemberProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { projects } = useSession()
  const remove = useMutation({
    mutationFn: async (id: string) => {
      const path = `${imageAddress(image.id)}/members/${encodeURIComponent(id)}`
      await api(bff).send('image', path, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'image', id: image.id })
    },
    onSuccess: () => close(),
  })
  const close = () => {
    remove.reset()
    onClose()
  }
  const name = projects.find(({ id }) => id === member?.member_id)?.name ?? member?.member_id ?? ''
  return (
    <Confirm
      title={t('Remove {{name}} from the members?', { name })}
      opened={member !== null}
      onClose={close}
      onConfirm={() => member && remove.mutate(member.member_id)}
      submitLabel={t('Remove member')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {t('The project no longer sees the image and cannot create servers from it. Its servers keep running.')}
    </Confirm>
  )
}
