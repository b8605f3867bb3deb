import { IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { MenuAction } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { t } from '#ui/i18n'
import type { Needs } from '#ui/permit'

/** How something is deleted, and how that is asked about. */
export interface Deletion<Row> {
  /** What is deleted, within a sentence: "key pair". */
  kind: string
  nameOf: (row: Row) => string
  /** What happens then, after its name. */
  consequence: string | ((row: Row) => string)
  /** Why this one cannot be deleted now. */
  refusal?: (row: Row) => string | undefined
  /** The policy rules that it takes. */
  needs?: Needs
  /** Whether its name has to be typed first. */
  isTyped?: boolean
  /** Resolves once the list no longer shows it. */
  onDelete: (row: Row) => Promise<unknown>
}

/** The deletion of a row from its menu, which is confirmed first. `dialog` is to be put anywhere in the page. */
export function useDeletion<Row>({
  kind,
  nameOf,
  consequence,
  refusal,
  needs,
  isTyped = false,
  onDelete,
}: Deletion<Row>): {
  deletionOf: (row: Row) => MenuAction
  dialog: ReactNode
} {
  const [doomed, setDoomed] = useState<Row | null>(null)
  return {
    deletionOf: (row) => ({
      label: t('Delete'),
      icon: <IconTrash size={16} aria-hidden />,
      isDangerous: true,
      refusal: refusal?.(row),
      needs,
      onClick: () => setDoomed(row),
    }),
    dialog: (
      <ConfirmDelete
        kind={kind}
        name={doomed && nameOf(doomed)}
        consequence={typeof consequence === 'string' ? consequence : doomed ? consequence(doomed) : ''}
        isTyped={isTyped}
        onClose={() => setDoomed(null)}
        onDelete={async () => {
          if (doomed) await onDelete(doomed)
        }}
      />
    ),
  }
}
