import { IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import type { Needs } from '#ui/permit'
import { showRefusal } from '#ui/show-refusal'
import type { BulkAction, ListDescriptor, Selected } from './descriptor.ts'
import { readAll } from './read-all.ts'
import { useReadPage } from './use-export.ts'

/** How several things of one kind are deleted, and how that is asked about. */
interface BulkDeletionOf<Row> extends Pick<ListDescriptor<Row>, 'query' | 'rowKey' | 'nameOf'> {
  words: {
    /** "Delete 3 images?" */
    question: (count: number) => string
    /** "Delete 3 images" */
    submit: (count: number) => string
    /** What happens then. */
    consequence: (rows: readonly Row[]) => ReactNode
    /** What has to be typed first, where many are concerned. */
    typed?: (rows: readonly Row[]) => string | undefined
    /** They could not be read, in a few words. */
    unread: string
  }
  /** Why this one cannot be deleted. */
  refusalOf: (row: Row) => string | undefined
  /** The policy rules that it takes. */
  needs?: Needs
  /** Reads what the question depends on beside the rows. */
  beforeAsking?: (rows: readonly Row[]) => Promise<void>
  onDelete: (row: Row) => Promise<unknown>
  /** Resolves once the list no longer shows them; called after a failure too. */
  onDone: () => Promise<unknown>
}

interface BulkDeletion<Row> {
  bulk: (selected: Selected<Row>) => readonly BulkAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** Deletes several rows of a list at once: those that can be. */
export function useBulkDeletion<Row extends object>(of: BulkDeletionOf<Row>): BulkDeletion<Row> {
  const { refusalOf } = of
  const readPage = useReadPage({ query: of.query })
  const [chosen, setChosen] = useState<readonly Row[] | null>(null)
  const begin = async (selected: Selected<Row>) => {
    const rows = selected.all ? await readSelected(selected.q) : selected.rows
    await of.beforeAsking?.(rows)
    setChosen(rows)
  }
  const readSelected = async (q: string) => {
    const found: Row[] = []
    const { signal } = new AbortController()
    const pages = readAll((page) => readPage(page, signal), { q, sort: [] }, 200)
    for await (const { rows } of pages) found.push(...rows)
    return found
  }
  return {
    bulk: (selected) => {
      const reasons = selected.all ? [] : selected.rows.map(refusalOf)
      const refusal = reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
      return [
        {
          label: t('Delete'),
          icon: <IconTrash size={14} aria-hidden />,
          isDangerous: true,
          isFrequent: true,
          refusal,
          needs: of.needs,
          onClick: () => void begin(selected).catch((error: Error) => showRefusal(of.words.unread, error)),
        },
      ]
    },
    dialog: <Question of={of} chosen={chosen} onClose={() => setChosen(null)} />,
  }
}

interface QuestionProps<Row> {
  of: BulkDeletionOf<Row>
  chosen: readonly Row[] | null
  onClose: () => void
}

const mostNamed = 8

function Question<Row>({ of, chosen, onClose }: QuestionProps<Row>) {
  const { refusalOf, words, nameOf, rowKey } = of
  const doomed = (chosen ?? []).filter((row) => refusalOf(row) === undefined)
  const kept = (chosen ?? []).filter((row) => refusalOf(row) !== undefined)
  const remove = useMutation({
    mutationFn: async () => {
      const failed = await deleteAll(of, doomed)
      await of.onDone()
      if (failed.length > 0) throw new Error(failed.map(({ name, reason }) => `${name}: ${reason}`).join('\n'))
    },
    onSuccess: () => close(),
  })
  const close = () => {
    remove.reset()
    onClose()
  }
  const names = (rows: readonly Row[]) => (
    <ul>
      {rows.slice(0, mostNamed).map((row) => (
        <li key={rowKey(row)}>
          {nameOf(row)}
          {refusalOf(row) && <span className="dimmed"> {refusalOf(row)}</span>}
        </li>
      ))}
      {rows.length > mostNamed && <li>{t('and {{count}} more', { count: rows.length - mostNamed })}</li>}
    </ul>
  )
  return (
    <Confirm
      title={words.question(doomed.length)}
      opened={chosen !== null}
      typed={words.typed?.(doomed)}
      onClose={close}
      onConfirm={() => remove.mutate()}
      submitLabel={words.submit(doomed.length)}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {words.consequence(doomed)}
      {names(doomed)}
      {kept.length > 0 && (
        <>
          {t('Not deleted:')}
          {names(kept)}
        </>
      )}
    </Confirm>
  )
}

const atOnce = 4

/** Deletes rows, a few at a time, and says which could not be and why. One that is gone already counts as deleted. */
async function deleteAll<Row>(
  { onDelete, nameOf }: BulkDeletionOf<Row>,
  rows: readonly Row[],
): Promise<{ name: string; reason: string }[]> {
  const failed: { name: string; reason: string }[] = []
  const waiting = [...rows]
  const worker = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const name = nameOf(row)
      await onDelete(row).catch((error: Error & { status?: number }) => {
        if (error.status !== 404) failed.push({ name, reason: error.message })
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return failed
}
