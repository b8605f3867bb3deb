import { Button, Group, Modal, NumberInput, Select, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { RefusalError } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { Mark } from '#ui/outcome'
import { limitRule } from './project-quota-form.tsx'
import type { ProjectQuota } from './project-quota-query.ts'
import { asNewLimits, type ChangedLimit, changedBy, type LimitChange, type LimitChanges } from './quota-changes.ts'
import { keyOf, type QuotaResource, quotaResources } from './quota-resources.ts'
import './quotas.css'
import { saveLimits } from './save-limits.ts'

interface QuotaBulkFormProps {
  quotas: readonly ProjectQuota[]
  onClose: () => void
}

/** What came of one project. */
interface Result {
  quota: ProjectQuota
  changed: readonly ChangedLimit[]
  error: Error | null
}

const kinds = () => [
  { value: 'keep', label: t('Stays') },
  { value: 'set', label: t('Set to') },
  { value: 'raise', label: t('Raise by') },
  { value: 'default', label: t('Back to default') },
]

/** Changes the quota of several projects, and then says of each what came of it. */
export function QuotaBulkForm({ quotas, onClose }: QuotaBulkFormProps) {
  const [changes, setChanges] = useState<Readonly<Record<string, { kind: string; value: number | string }>>>({})
  const [results, setResults] = useState<readonly Result[] | null>(null)
  const run = useRun()
  const wanted = changesIn(changes)
  const plan = quotas.map((quota) => ({ quota, changed: changedBy(wanted ?? {}, quota) }))
  const affected = plan.filter(({ changed }) => changed.length > 0)
  const title = t('Edit quota of {{count}} projects', { count: quotas.length })
  if (results)
    return (
      <Results
        title={title}
        results={results}
        isPending={run.isPending}
        onAgain={(some, isForced) =>
          run.mutate({ plan: some, isForced }, { onSuccess: (again) => setResults(merged(results, again)) })
        }
        onClose={onClose}
      />
    )
  return (
    <FormDialog
      title={title}
      size="lg"
      opened
      onClose={onClose}
      onSubmit={() => run.mutate({ plan: affected, isForced: false }, { onSuccess: setResults })}
      submitLabel={t('Save')}
      isPending={run.isPending}
      error={run.error}
      refusal={refusalOf(wanted, affected.length)}
    >
      <Text size="sm">
        {t('Choose what becomes of each limit. What is used stays in any case.')} {t('−1 is no limit.')}
      </Text>
      <div className="quota-changes">
        {quotaResources.map((resource) => {
          const key = keyOf(resource)
          return (
            <ChangeInput
              key={key}
              of={resource}
              {...(changes[key] ?? { kind: 'keep', value: '' })}
              onChange={(change) => setChanges((before) => ({ ...before, [key]: change }))}
            />
          )
        })}
      </div>
      {wanted && Object.keys(wanted).length > 0 && (
        <Text component="output" display="block" size="sm">
          {t('{{count}} projects change.', { count: affected.length })}{' '}
          {affected.length < quotas.length && t('The others have these limits already.')}
        </Text>
      )}
    </FormDialog>
  )
}

interface ChangeInputProps {
  of: QuotaResource
  kind: string
  value: number | string
  onChange: (change: { kind: string; value: number | string }) => void
}

function ChangeInput({ of, kind, value, onChange }: ChangeInputProps) {
  const label = of.name === 'ram' ? t('Memory (MB)') : of.label
  const takesValue = kind === 'set' || kind === 'raise'
  return (
    <>
      <span className="quota-change-name">{label}</span>
      <Select
        aria-label={t('What becomes of: {{resource}}', { resource: label })}
        size="xs"
        data={kinds()}
        allowDeselect={false}
        value={kind}
        onChange={(next) => onChange({ kind: next ?? 'keep', value })}
      />
      {takesValue ? (
        <NumberInput
          aria-label={
            kind === 'set'
              ? t('{{resource}}: set to', { resource: label })
              : t('{{resource}}: raise by', { resource: label })
          }
          size="xs"
          min={kind === 'set' ? -1 : 1}
          max={2_147_483_647}
          allowDecimal={false}
          value={value}
          onChange={(next) => onChange({ kind, value: next })}
        />
      ) : (
        <span />
      )}
    </>
  )
}

/** The changes as they are filled in; null while a figure is missing. */
function changesIn(changes: Readonly<Record<string, { kind: string; value: number | string }>>): LimitChanges | null {
  const read: Record<string, LimitChange> = {}
  for (const [key, { kind, value }] of Object.entries(changes)) {
    if (kind === 'default') read[key] = { kind }
    if (kind !== 'set' && kind !== 'raise') continue
    if (limitRule(value) !== null || (kind === 'raise' && Number(value) < 1)) return null
    read[key] = { kind, value: Number(value) }
  }
  return Object.keys(read).length > 0 ? read : {}
}

function refusalOf(wanted: LimitChanges | null, affected: number): string | undefined {
  if (wanted === null) return t('A figure is missing.')
  if (Object.keys(wanted).length === 0) return t('Choose a limit that is to change.')
  return affected === 0 ? t('All of these projects have these limits already.') : undefined
}

type Plan = readonly Pick<Result, 'quota' | 'changed'>[]

const atOnce = 4

/** Saves the plan, a few projects at a time, and says of each what came of it. */
function useRun() {
  const bff = useBff()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ plan, isForced }: { plan: Plan; isForced: boolean }): Promise<readonly Result[]> => {
      const results: Result[] = plan.map((one) => ({ ...one, error: null }))
      const waiting = [...results]
      const worker = async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
          const { quota, changed } = one
          const result = one
          await saveLimits(bff, quota.project_id, asNewLimits(changed), isForced).catch((error: Error) => {
            result.error = error
          })
        }
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return results
    },
    onSettled: () => refetchAfter(queryClient, { topic: 'project' }),
  })
}

const merged = (before: readonly Result[], again: readonly Result[]): Result[] =>
  before.map((one) => again.find(({ quota }) => quota.project_id === one.quota.project_id) ?? one)

const isBelowUse = ({ error }: Result) => error instanceof RefusalError && error.status === 409

interface ResultsProps {
  title: string
  results: readonly Result[]
  isPending: boolean
  onAgain: (some: Plan, isForced: boolean) => void
  onClose: () => void
}

function Results({ title, results, isPending, onAgain, onClose }: ResultsProps) {
  const [low, failed] = [results.filter(isBelowUse), results.filter((one) => one.error && !isBelowUse(one))]
  const saved = results.length - low.length - failed.length
  return (
    <Modal opened onClose={onClose} title={title} size="lg" centered closeButtonProps={{ 'aria-label': t('Close') }}>
      <Text component="output" display="block" size="sm" mb="sm">
        {t('{{saved}} of {{count}} projects are saved.', { saved, count: results.length })}{' '}
        {low.length > 0 && t('Of the others nothing was changed.')}
      </Text>
      <ul className="quota-results" aria-label={t('Results')}>
        {results.map(({ quota, changed, error }) => (
          <li key={quota.project_id}>
            <Mark outcome={error ? 'failed' : 'done'} />
            <span>
              <b>{quota.project_name}</b> {error ? error.message : changed.map(changeWords).join(', ')}
            </span>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        {low.length > 0 && (
          <Button variant="default" loading={isPending} onClick={() => onAgain(low, true)}>
            {t('Set below use for {{count}} projects', { count: low.length })}
          </Button>
        )}
        {failed.length > 0 && (
          <Button variant="default" loading={isPending} onClick={() => onAgain(failed, false)}>
            {t('Try {{count}} projects again', { count: failed.length })}
          </Button>
        )}
        <Button onClick={onClose}>{t('Done')}</Button>
      </Group>
    </Modal>
  )
}

const changeWords = ({ resource: { label, format }, from, to }: ChangedLimit) => {
  const words = (limit: number) => (limit < 0 ? t('no limit') : format(limit))
  return `${label} ${words(from)} → ${to === null ? t('default') : words(to)}`
}
