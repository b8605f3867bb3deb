import './choice.css'
import { Checkbox, Group, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { formatGb, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { extraOf, flavorsFound, type Fit, type Flavor, type FlavorSort, type FlavorSortKey } from './flavor-fit.ts'

interface FlavorTableProps {
  flavors: readonly Flavor[]
  fitOf: (flavor: Flavor) => Fit
  value: string | null
  onChange: (id: string) => void
  error?: string | undefined
}

const columns: readonly { key: FlavorSortKey; label: string; isFigure: boolean }[] = [
  { key: 'name', label: t('Name'), isFigure: false },
  { key: 'vcpus', label: t('vCPUs'), isFigure: true },
  { key: 'ramMb', label: t('Memory'), isFigure: true },
  { key: 'diskGb', label: t('Disk'), isFigure: true },
]

/** The flavors to choose one from: searched, put in order, with what fits. Its rows are radio buttons, and work as those do. */
export function FlavorTable({ flavors, fitOf, value, onChange, error }: FlavorTableProps) {
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<FlavorSort | null>(null)
  const [isFittingOnly, setFittingOnly] = useState(false)
  const rows = flavorsFound(flavors, search, sort)
    .map((flavor) => ({ flavor, fit: fitOf(flavor) }))
    .filter(({ flavor, fit }) => !isFittingOnly || fit.kind === 'fits' || flavor.id === value)
  const chosen = flavors.find(({ id }) => id === value)
  const chosenFit = chosen && fitOf(chosen)
  // Of the quota the form says more.
  const why = chosenFit && chosenFit.kind !== 'over-quota' ? chosenFit.why : null
  return (
    <div className="choice" data-invalid={error !== undefined || undefined}>
      <Group gap="md" justify="space-between">
        <TextInput
          type="search"
          aria-label={t('Search flavors')}
          placeholder={t('Search flavors')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          flex="1 1 180px"
        />
        <Checkbox
          label={t('Only what fits')}
          checked={isFittingOnly}
          onChange={({ currentTarget }) => setFittingOnly(currentTarget.checked)}
        />
      </Group>
      <div className="choice-rows" role="radiogroup" aria-label={t('Flavor')}>
        <table className="choice-table" aria-label={t('Flavors')}>
          <thead>
            <tr>
              {columns.map(({ key, label, isFigure }) => (
                <Heading key={key} {...{ label, isFigure, sort }} sortKey={key} onSort={setSort} />
              ))}
              <th scope="col">{t('Extra')}</th>
              <th scope="col">{t('Fits')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ flavor, fit }) => (
              <FlavorRow key={flavor.id} {...{ flavor, fit }} isChosen={flavor.id === value} onChoose={onChange} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="nothing">{t('No flavor matches.')}</p>}
      </div>
      {why && <p className="choice-note">{why}</p>}
      {error && (
        <p className="choice-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

interface FlavorRowProps {
  flavor: Flavor
  fit: Fit
  isChosen: boolean
  onChoose: (id: string) => void
}

function FlavorRow({ flavor, fit, isChosen, onChoose }: FlavorRowProps) {
  const isDisabled = fit.kind === 'impossible'
  const fitId = `fit-${flavor.id}`
  const extra = extraOf(flavor)
  return (
    <tr
      data-selected={isChosen || undefined}
      data-disabled={isDisabled || undefined}
      onClick={() => !isDisabled && onChoose(flavor.id)}
    >
      <th scope="row" aria-label={flavor.name}>
        <label className="choice-name">
          <input
            type="radio"
            name="flavor"
            aria-label={flavor.name}
            checked={isChosen}
            disabled={isDisabled}
            aria-describedby={fitId}
            onChange={() => onChoose(flavor.id)}
          />
          <span className="clip" title={flavor.description ?? flavor.name}>
            {flavor.name}
          </span>
        </label>
      </th>
      <td className="figure">{formatNumber(flavor.vcpus)}</td>
      <td className="figure nowrap">{formatMb(flavor.ramMb)}</td>
      <td className="figure nowrap">{formatGb(flavor.diskGb)}</td>
      <td>
        <span className="clip dimmed" title={extra}>
          {extra || '—'}
        </span>
      </td>
      <td id={fitId} className="nowrap" title={fit.why ?? undefined} aria-label={fit.word}>
        <span className="status">
          <span className="status-mark" data-tone={fit.kind === 'fits' ? 'good' : 'warn'} aria-hidden>
            <span className="status-dot" data-hollow={fit.kind !== 'fits'} />
          </span>
          <span className="choice-fit">{fit.word}</span>
        </span>
      </td>
    </tr>
  )
}

interface HeadingProps {
  label: string
  isFigure: boolean
  sortKey: FlavorSortKey
  sort: FlavorSort | null
  onSort: (sort: FlavorSort | null) => void
}

/** A heading sorts upwards, downwards, then as the flavors came. */
function Heading({ label, isFigure, sortKey, sort, onSort }: HeadingProps) {
  const isSorted = sort?.key === sortKey
  const next = !isSorted ? { key: sortKey, down: false } : sort.down ? null : { key: sortKey, down: true }
  const Icon = sort?.down ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      className={isFigure ? 'figure' : undefined}
      aria-sort={isSorted ? (sort.down ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className="choice-sort" onClick={() => onSort(next)}>
        {label}
        {isSorted && <Icon size={14} aria-hidden />}
      </button>
    </th>
  )
}
