import { Button, CloseButton, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { FitQuestion } from '#shared/fit-address'
import { NamePicker } from '#shared/name-picker'
import { useBff } from '#shared/scope'
import { formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import { keyValuesProblem } from '#ui/key-values'
import { useRefusalOf } from '#ui/permit'
import { type Choice, type FitChoices, projectNameQuery } from './fit-query.ts'

interface FitFormProps {
  question: FitQuestion
  choices: FitChoices
  onAsk: (question: FitQuestion) => void
}

interface Values extends Omit<FitQuestion, 'sizes'> {
  by: 'flavor' | 'numbers'
  vcpus: number | string
  ram: number | string
  disk: number | string
}

/** What servers would be asked for: a flavor or numbers, and all that decides where they may run. */
export function FitForm({ question, choices, onAsk }: FitFormProps) {
  const form = useForm<Values>({ initialValues: valuesOf(question, choices), validate: problemsOf })
  const { by } = form.getValues()
  // The same rule as that of the hosts in the answer.
  const othersRefusal = useRefusalOf()({ needs: 'kilonova:fit:hosts' })
  const field = form.getInputProps
  return (
    <form
      noValidate
      className="card card-body fit-form"
      aria-label={t('Question')}
      onSubmit={form.onSubmit((values) => onAsk(questionOf(values)))}
    >
      <SegmentedControl
        aria-label={t('Sizes')}
        data={[
          { value: 'flavor', label: t('A flavor') },
          { value: 'numbers', label: t('Numbers') },
        ]}
        {...field('by')}
      />
      {by === 'flavor' ? (
        <Select
          label={t('Flavor')}
          placeholder={t('Choose a flavor')}
          searchable
          data={withOwn(
            choices.flavors.map(({ id, name, vcpus, ram, disk }) => ({
              value: id,
              label: t('{{name}}: {{vcpus}} vCPUs, {{ram}}, {{disk}}', {
                name,
                vcpus,
                ram: formatMb(ram),
                disk: formatGb(disk),
              }),
            })),
            question.flavor,
          )}
          {...field('flavor')}
        />
      ) : (
        <div className="fit-numbers">
          <NumberInput label={t('vCPUs')} min={1} allowDecimal={false} {...field('vcpus')} />
          <NumberInput label={t('Memory (MB)')} min={1} allowDecimal={false} {...field('ram')} />
          <NumberInput label={t('Disk (GB)')} min={0} allowDecimal={false} {...field('disk')} />
        </div>
      )}
      <NumberInput label={t('Number of servers')} min={1} max={1000} allowDecimal={false} {...field('count')} />
      <Select
        label={t('Image')}
        placeholder={t('Any')}
        clearable
        searchable
        data={withOwn(choices.images, question.image)}
        {...field('image')}
      />
      <Select
        label={t('Zone')}
        placeholder={t('Any')}
        clearable
        data={withOwn(choices.zones.map(asChoice), question.zone)}
        {...field('zone')}
      />
      <Select
        label={t('Host')}
        placeholder={t('Any')}
        clearable
        searchable
        data={withOwn(choices.hosts.map(asChoice), question.host)}
        {...field('host')}
      />
      <Select
        label={t('Server group')}
        placeholder={t('None')}
        clearable
        searchable
        data={withOwn(choices.groups, question.group)}
        {...field('group')}
      />
      {question.project !== null && form.getValues().project === question.project ? (
        <ProjectAsked id={question.project} onOther={() => form.setFieldValue('project', null)} />
      ) : (
        <NamePicker
          kind="project"
          label={t('Project')}
          description={t('Whose servers they would be; your own if none is chosen.')}
          refusal={othersRefusal}
          id={form.getValues().project}
          onChange={(id) => form.setFieldValue('project', id)}
        />
      )}
      <div className="fit-hints">
        <KeyValueEditor label={t('Scheduler hints')} {...field('hints')} error={asText(form.errors['hints'])} />
      </div>
      <div className="fit-ask">
        <Button type="submit">{t('Ask the scheduler')}</Button>
      </div>
    </form>
  )
}

/** The project that an address names, by its name; it can be taken away. */
function ProjectAsked({ id, onOther }: { id: string; onOther: () => void }) {
  const { data } = useQuery(projectNameQuery(useBff(), id))
  return (
    <TextInput
      label={t('Project')}
      readOnly
      value={data ?? id}
      rightSection={<CloseButton size="sm" aria-label={t('Another project')} onClick={onOther} />}
    />
  )
}

const asText = (problem: unknown) => (typeof problem === 'string' ? problem : null)
const asChoice = (value: string): Choice => ({ value, label: value })

/** What an address names is offered, also where it is not there any more: the answer says so. */
const withOwn = (choices: readonly Choice[], own: string | null): Choice[] =>
  own === null || choices.some(({ value, label }) => value === own || label === own)
    ? [...choices]
    : [asChoice(own), ...choices]

function valuesOf({ sizes, ...question }: FitQuestion, { flavors }: FitChoices): Values {
  const flavor =
    flavors.find(({ id }) => id === question.flavor) ?? flavors.find(({ name }) => name === question.flavor)
  return {
    ...question,
    flavor: flavor?.id ?? question.flavor,
    by: sizes ? 'numbers' : 'flavor',
    vcpus: sizes?.vcpus ?? 1,
    ram: sizes?.ram ?? 1024,
    disk: sizes?.disk ?? 10,
  }
}

const questionOf = ({ by, vcpus, ram, disk, ...question }: Values): FitQuestion => ({
  ...question,
  flavor: by === 'flavor' ? question.flavor : null,
  sizes: by === 'numbers' ? { vcpus: Number(vcpus), ram: Number(ram), disk: Number(disk) } : null,
})

const isWhole = (value: number | string, least: number) =>
  value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= 2_147_483_647

function problemsOf({ by, flavor, vcpus, ram, disk, count, hints }: Values) {
  const number = t('Enter a whole number.')
  return {
    flavor: by === 'flavor' && !flavor ? t('Choose a flavor, or enter numbers.') : null,
    vcpus: by === 'numbers' && !isWhole(vcpus, 1) ? number : null,
    ram: by === 'numbers' && !isWhole(ram, 1) ? number : null,
    disk: by === 'numbers' && !isWhole(disk, 0) ? number : null,
    count: isWhole(count, 1) && Number(count) <= 1000 ? null : t('Enter a number from 1 to 1000.'),
    hints: keyValuesProblem(hints),
  }
}
