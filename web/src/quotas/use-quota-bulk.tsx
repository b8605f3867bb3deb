import { IconPencil } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { readAll } from '#list/read-all'
import { useReadPage } from '#list/use-export'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import type { ProjectQuota } from './project-quota-query.ts'
import { QuotaBulkForm } from './quota-bulk-form.tsx'

interface QuotaBulk {
  bulk: (selected: Selected<ProjectQuota>) => readonly BulkAction[]
  actionsOf: (quota: ProjectQuota) => readonly MenuAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

const pageSize = 200
const goneReason = t('There is no such project any more.')

/** Changes the quota of one project of the list, or of several at once. */
export function useQuotaBulk({ query }: Pick<ListDescriptor<ProjectQuota>, 'query'>): QuotaBulk {
  const readPage = useReadPage({ query })
  const [chosen, setChosen] = useState<readonly ProjectQuota[] | null>(null)
  const begin = async (selected: Selected<ProjectQuota>) => {
    const quotas: ProjectQuota[] = []
    if (selected.all) {
      const { signal } = new AbortController()
      const pages = readAll((page) => readPage(page, signal), { q: selected.q, sort: [] }, pageSize)
      for await (const { rows } of pages) quotas.push(...rows)
    } else quotas.push(...selected.rows)
    setChosen(quotas.filter(isThere))
  }
  return {
    bulk: (selected) => [
      {
        label: t('Edit quota'),
        icon: <IconPencil size={14} aria-hidden />,
        isFrequent: true,
        needs: changesQuotas,
        refusal: !selected.all && !selected.rows.some(isThere) ? goneReason : undefined,
        onClick: () =>
          void begin(selected).catch((error: Error) => showRefusal(t('The quotas could not be read'), error)),
      },
    ],
    actionsOf: (quota) => [
      {
        label: t('Edit quota'),
        icon: <IconPencil size={16} aria-hidden />,
        refusal: isThere(quota) ? undefined : goneReason,
        needs: changesQuotas,
        onClick: () => setChosen([quota]),
      },
    ],
    dialog: chosen && <QuotaBulkForm quotas={chosen} onClose={() => setChosen(null)} />,
  }
}

/** The limits of both services are changed together, and each asks its own rule. */
const changesQuotas = ['kilonova:quotas:update', 'os_compute_api:os-quota-sets:update', 'update_quota']

const isThere = ({ project_name: name }: ProjectQuota) => name !== null
