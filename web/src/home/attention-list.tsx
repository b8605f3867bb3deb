import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { NameLink } from '#ui/name-link'
import { showRefusal } from '#ui/show-refusal'
import { StatusMark } from '#ui/status'
import type { AttentionRow } from './attention.ts'

interface AttentionListProps {
  rows: readonly AttentionRow[]
  /** Whether all was read that could be in it. */
  isWhole: boolean
}

/** What needs somebody: a line for each, with the one button that settles it; calm words where nothing does. */
export function AttentionList({ rows, isWhole }: AttentionListProps) {
  // Where a part is missing one cannot know.
  if (rows.length === 0 && !isWhole) return null
  if (rows.length === 0)
    return (
      <p className="home-calm">
        <IconCircleCheck size={18} aria-hidden /> {t('Nothing needs you now.')}
      </p>
    )
  return (
    <ul className="attention" aria-label={t('Needs you')}>
      {rows.map((row) => (
        <Row key={row.key} row={row} />
      ))}
    </ul>
  )
}

function Row({ row: { tone, name, to, text, detail, remedy } }: { row: AttentionRow }) {
  return (
    <li>
      <StatusMark tone={tone} />
      {to ? <NameLink to={to} name={name} /> : name !== '' && <b className="clip">{name}</b>}
      <span className="attention-text" title={detail}>
        {text}
      </span>
      {'to' in remedy ? (
        <LinkButton to={remedy.to} size="xs" variant="default" aria-label={named(remedy.label, name)}>
          {remedy.label}
        </LinkButton>
      ) : (
        <AcceptImage id={remedy.acceptImage} label={remedy.label} name={name} />
      )}
    </li>
  )
}

const named = (label: string, name: string) => (name === '' ? label : `${label}: ${name}`)

function AcceptImage({ id, label, name }: { id: string; label: string; name: string }) {
  const bff = useBff()
  const scope = useScope()
  const queryClient = useQueryClient()
  const accept = useMutation({
    mutationFn: () => {
      if (scope.kind === 'admin') throw new Error('Images are offered to projects.')
      const path = `/images/${encodeURIComponent(id)}/members/${encodeURIComponent(scope.id)}`
      return api(bff).send('image', path, { method: 'PUT', json: { status: 'accepted' } })
    },
    onSuccess: () => refetchAfter(queryClient, { topic: 'image', id }),
    onError: (error) => showRefusal(t('The image could not be accepted'), error),
  })
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={named(label, name)}
      loading={accept.isPending}
      onClick={() => accept.mutate()}
    >
      {label}
    </Button>
  )
}
