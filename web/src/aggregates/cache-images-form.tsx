import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { MultiSelect, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { showNotice } from '#ui/notices'
import { useSaveAggregate } from './aggregate-changes.ts'
import { imageChoicesQuery } from './aggregate-query.ts'

interface CacheImagesFormProps {
  aggregate: AggregateView
  opened: boolean
  onClose: () => void
}

/** Has the hosts of an aggregate fetch images before a server needs them. */
export function CacheImagesForm({ aggregate, opened, onClose }: CacheImagesFormProps) {
  const save = useSaveAggregate(aggregate)
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const { data: found = [], isFetching } = useQuery({ ...imageChoicesQuery(useBff(), text), enabled: opened })
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const [ids, setIds] = useState<string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const cache = useMutation({
    mutationFn: () => save.cacheImages(ids),
    onSuccess: () => {
      showNotice({
        title: t('{{count}} hosts fetch the images', { count: aggregate.hosts.length }),
        message: t('It goes on by itself. What came of it is in the log of the cloud: “image pre-cached”.'),
        withBorder: true,
        closeButtonProps: { 'aria-label': t('Close') },
      })
      onClose()
    },
  })
  const known = new Map([...names, ...found.map(({ id, name }): [string, string] => [id, name ?? id])])
  return (
    <FormDialog
      title={t('Fetch images to the hosts of {{name}}', { name: aggregate.name })}
      opened={opened}
      onClose={onClose}
      onSubmit={() => (ids.length === 0 ? setProblem(t('Choose at least one image.')) : cache.mutate())}
      submitLabel={t('Fetch images')}
      isPending={cache.isPending}
      error={cache.error}
    >
      <MultiSelect
        label={t('Images')}
        searchable
        data-autofocus
        placeholder={ids.length === 0 ? t('Type a part of the name') : ''}
        data={[...new Set([...ids, ...found.map(({ id }) => id)])].map((id) => ({
          value: id,
          label: known.get(id) ?? id,
        }))}
        // The cloud has filtered them already.
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={ids}
        onChange={(next) => {
          setNames(known)
          setIds(next)
          setProblem(null)
        }}
        error={problem}
        nothingFoundMessage={isFetching ? t('Searching') : t('No image is called so')}
      />
      <Text size="sm">
        {t(
          'Each of the {{count}} hosts fetches what it does not have yet, so that the first server of an image does not wait for it. Servers are not touched.',
          { count: aggregate.hosts.length },
        )}
      </Text>
    </FormDialog>
  )
}
