import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { useSaveAggregate } from './aggregate-changes.ts'
import { aggregatesQuery, hostChoicesQuery } from './aggregate-query.ts'
import { type HostChoice, whyNotAdded } from './host-choices.ts'

interface AddHostsFormProps {
  aggregate: AggregateView
  opened: boolean
  onClose: () => void
}

/** So many hosts are listed; a part of the name finds the others. */
const mostListed = 100

/** Puts hosts into an aggregate, of a list that says where each is and why one cannot be added. */
export function AddHostsForm({ aggregate, opened, onClose }: AddHostsFormProps) {
  const bff = useBff()
  const save = useSaveAggregate(aggregate)
  const hosts = useQuery({ ...hostChoicesQuery(bff), enabled: opened })
  const { data: all = [] } = useQuery({ ...aggregatesQuery(bff), enabled: opened })
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const add = useMutation({
    mutationFn: async () => {
      for (const host of chosen) {
        await save.addHost(host)
        setChosen((before) => before.filter((one) => one !== host))
      }
    },
    onSuccess: onClose,
  })
  const found = (hosts.data ?? []).filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
  const toggle = (name: string) => {
    setProblem(null)
    setChosen((before) => (before.includes(name) ? before.filter((one) => one !== name) : [...before, name]))
  }
  return (
    <FormDialog
      title={t('Add hosts to {{name}}', { name: aggregate.name })}
      opened={opened}
      onClose={onClose}
      onSubmit={() => (chosen.length === 0 ? setProblem(t('Choose at least one host.')) : add.mutate())}
      submitLabel={t('Add hosts')}
      isPending={add.isPending}
      error={add.error ?? hosts.error ?? (problem === null ? null : { message: problem })}
    >
      {aggregate.availability_zone !== null && (
        <Text size="sm">
          {t('The hosts are in zone {{zone}} then, as all of this aggregate.', { zone: aggregate.availability_zone })}
        </Text>
      )}
      <TextInput
        label={t('Find a host')}
        placeholder={t('A part of its name')}
        data-autofocus
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {hosts.isPending && <LoadingPart />}
      <Stack component="fieldset" gap="xs" className="plain-fieldset" aria-label={t('Hosts')}>
        {found.slice(0, mostListed).map((host) => (
          <Choice
            key={host.name}
            host={host}
            refusal={whyNotAdded(host, aggregate, all)}
            isChosen={chosen.includes(host.name)}
            onToggle={() => toggle(host.name)}
          />
        ))}
        {hosts.data && found.length === 0 && <Text size="sm">{t('No host is called so')}</Text>}
        {found.length > mostListed && (
          <Text size="sm">{t('and {{count}} more', { count: found.length - mostListed })}</Text>
        )}
      </Stack>
    </FormDialog>
  )
}

interface ChoiceProps {
  host: HostChoice
  refusal: string | undefined
  isChosen: boolean
  onToggle: () => void
}

const Choice = ({ host, refusal, isChosen, onToggle }: ChoiceProps) => (
  <Checkbox
    label={host.name}
    description={[placeOf(host), refusal].filter(Boolean).join(' · ')}
    disabled={refusal !== undefined}
    checked={isChosen}
    onChange={onToggle}
  />
)

const placeOf = ({ zone, isUp, servers }: HostChoice): string =>
  [
    t('Zone {{zone}}', { zone }),
    servers === 0 ? t('no servers') : t('{{count}} servers', { count: servers }),
    ...(isUp ? [] : [t('down')]),
  ].join(' · ')
