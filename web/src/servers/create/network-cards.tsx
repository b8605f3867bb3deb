import { ActionIcon, Button, Group, Input, SegmentedControl, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'
import { portChoice } from '../choices/port-choice.ts'
import { newCard, type Card, type CreateForm } from './create-form.ts'

const hints = {
  auto: t('The project’s own network. It is created now if there is none yet; where there are several, choose one.'),
  chosen: t('The server has one network interface in each line, in this order.'),
  none: t('The server can be reached through its console only.'),
} as const

interface NetworkCardsProps {
  form: UseFormReturnType<CreateForm>
  options: Pick<CreateOptions, 'networks' | 'ports'>
}

/** Chooses how the server is connected: automatically, not at all, or with chosen networks and ports in their order. */
export function NetworkCards({ form, options }: NetworkCardsProps) {
  const { networking, cards } = form.getValues()
  const set = (next: Card[]) => form.setFieldValue('cards', next)
  return (
    <div className="stack-fields">
      <SegmentedControl
        aria-label={t('Network')}
        data={[
          { value: 'auto', label: t('Automatic') },
          { value: 'chosen', label: t('Choose') },
          { value: 'none', label: t('None') },
        ]}
        {...form.getInputProps('networking')}
        onChange={(next) => {
          form.setFieldValue('networking', next as CreateForm['networking'])
          if (next === 'chosen' && cards.length === 0) set([newCard('network', onlyOne(options.networks))])
        }}
      />
      <p className="choice-note">{hints[networking]}</p>
      {networking === 'chosen' && (
        <>
          {cards.map((card, index) => (
            <CardLine
              key={card.id}
              {...{ card, index, options }}
              count={cards.length}
              onChange={(part) => set(cards.map((each) => (each.id === card.id ? { ...each, ...part } : each)))}
              onMove={(by) => set(moved(cards, index, by))}
              onRemove={() => set(cards.filter(({ id }) => id !== card.id))}
            />
          ))}
          {form.errors['cards'] && (
            // Focus comes here when the form is sent with it: no single field is wrong.
            <Input.Error tabIndex={-1} data-problem>
              {form.errors['cards']}
            </Input.Error>
          )}
          <Group gap="xs">
            <Add label={t('Add network')} onClick={() => set([...cards, newCard('network')])} />
            {options.ports.length > 0 && (
              <Add label={t('Add existing port')} onClick={() => set([...cards, newCard('port')])} />
            )}
          </Group>
        </>
      )}
    </div>
  )
}

const onlyOne = (things: readonly { id: string }[]) => (things.length === 1 ? things[0]!.id : null)

/** `cards` with the one at `index` moved up or down. */
function moved(cards: readonly Card[], index: number, by: 1 | -1): Card[] {
  const without = cards.toSpliced(index, 1)
  return without.toSpliced(index + by, 0, cards[index]!)
}

const Add = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onClick}>
    {label}
  </Button>
)

interface CardLineProps {
  card: Card
  index: number
  count: number
  options: NetworkCardsProps['options']
  onChange: (part: Partial<Card>) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}

/** One network interface: its network with an address if wanted, or its port. */
function CardLine({ card, index, count, options, onChange, onMove, onRemove }: CardLineProps) {
  const number = index + 1
  const network = options.networks.find(({ id }) => id === card.target)
  const isNetwork = card.kind === 'network'
  const networkChoice = ({ id, name, cidrs }: CreateOptions['networks'][number]) => ({
    value: id,
    label: [name, ...cidrs].join(' · '),
  })
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end" className="network-card">
      <Select
        label={isNetwork ? t('Network {{number}}', { number }) : t('Port {{number}}', { number })}
        placeholder={isNetwork ? t('Choose a network') : t('Choose a port')}
        searchable
        allowDeselect={false}
        flex="3 1 0"
        data={isNetwork ? options.networks.map(networkChoice) : options.ports.map(portChoice)}
        value={card.target}
        onChange={(target) => onChange({ target })}
      />
      {isNetwork && (
        <TextInput
          label={t('Fixed address {{number}}', { number })}
          placeholder={network?.cidrs.length ? t('Any of {{range}}', { range: network.cidrs.join(', ') }) : t('Any')}
          autoComplete="off"
          flex="2 1 0"
          value={card.address}
          onChange={({ currentTarget }) => onChange({ address: currentTarget.value })}
        />
      )}
      <Group gap={0} wrap="nowrap" h={32}>
        <Tool
          label={t('Move {{number}} up', { number })}
          Icon={IconArrowUp}
          off={index === 0}
          onClick={() => onMove(-1)}
        />
        <Tool
          label={t('Move {{number}} down', { number })}
          Icon={IconArrowDown}
          off={number === count}
          onClick={() => onMove(1)}
        />
        <Tool label={t('Remove {{number}}', { number })} Icon={IconX} onClick={onRemove} />
      </Group>
    </Group>
  )
}

interface ToolProps {
  label: string
  Icon: typeof IconX
  off?: boolean
  onClick: () => void
}

const Tool = ({ label, Icon, off = false, onClick }: ToolProps) => (
  <ActionIcon variant="transparent" color="gray" aria-label={label} disabled={off} onClick={onClick}>
    <Icon size={14} aria-hidden />
  </ActionIcon>
)
