import type { SettingView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { IconAdjustments } from '@tabler/icons-react'
import type { ListColumn, QueryKeyWords } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { settingsPageQuery } from './system-queries.ts'

const text = (value: unknown): string =>
  value === null || value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)

const sources: Readonly<Record<SettingView['source'], string>> = {
  default: t('Default'),
  file: t('File'),
  environment: t('Environment'),
}

const columns: readonly ListColumn<SettingView>[] = [
  {
    id: 'name',
    header: t('Setting'),
    width: 240,
    sortKey: 'name',
    cell: ({ name, summary }) => (
      <span className="mono" title={summary}>
        {name}
      </span>
    ),
    value: ({ name }) => name,
  },
  {
    id: 'value',
    header: t('Value'),
    width: 200,
    cell: ({ value, is_secret: isSecret }) => (
      <span className={isSecret || value === null ? 'dimmed' : 'mono'} title={text(value)}>
        {value === 'set' && isSecret ? t('Set, not shown') : text(value)}
      </span>
    ),
    value: ({ value }) => text(value),
  },
  {
    id: 'source',
    header: t('Source'),
    width: 180,
    sortKey: 'source',
    cell: ({ source, from }) => (
      <span title={from ?? undefined}>
        {sources[source]}
        {from !== null && <span className="dimmed"> · {from.split('/').at(-1)}</span>}
      </span>
    ),
    value: ({ source }) => source,
  },
  {
    id: 'default',
    header: t('Default'),
    width: 140,
    cell: ({ default: byDefault }) => <span className="dimmed">{text(byDefault)}</span>,
    value: ({ default: byDefault }) => text(byDefault),
  },
  {
    id: 'variable',
    header: t('Variable'),
    width: 200,
    hidden: true,
    cell: ({ variable }) => variable && <span className="mono">{variable}</span>,
    value: ({ variable }) => variable,
  },
  {
    id: 'summary',
    header: t('What it is'),
    width: 320,
    cell: ({ summary }) => <span title={summary}>{summary}</span>,
    value: ({ summary }) => summary,
  },
]

const keys: QueryKeyWords = {
  name: { kind: 'text', summary: t('The name of the setting.') },
  source: { kind: 'enum', summary: t('Where it comes from.'), values: ['default', 'file', 'environment'] },
}

/** Every setting as it is in force, with where it comes from. */
export default function SystemSettingsTab() {
  const bff = useBff()
  return (
    <ResourceList
      name="settings"
      title={t('Settings')}
      isPart
      things={t('settings')}
      columns={columns}
      rowKey={({ name }) => name}
      nameOf={({ name }) => name}
      defaultSort={[{ column: 'name', direction: 'asc' }]}
      keys={keys}
      placeholder={t('Name, what it is, or -source:default for what was changed')}
      query={(request) => settingsPageQuery(bff, request)}
      sizes={[100, 200]}
      phone={{ beside: 'source', below: ['value'] }}
      empty={{ icon: <IconAdjustments />, title: t('There are no settings') }}
    />
  )
}
