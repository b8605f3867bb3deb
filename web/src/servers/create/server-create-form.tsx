import { Button, Group, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CreateOptions, RefusalError } from '#shared/bff'
import { useBff, usePaths } from '#shared/scope'
import { Banner } from '#ui/banner'
import { ErrorNotice } from '#ui/error-notice'
import { FormSection } from '#ui/form-section'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { useFirstFocus } from '#ui/use-first-focus'
import { useLoaded } from '#ui/use-loaded'
import { costOf, quotaShortfalls } from '../choices/quota-cost.ts'
import { QuotaShortfalls } from '../choices/quota-shortfalls.tsx'
import { CreateFirstBoot, CreateLabels, CreatePlacement } from './create-extras.tsx'
import { formProblems, type CreateForm } from './create-form.ts'
import { CreateReview } from './create-review.tsx'
import { fitOf } from '../choices/flavor-fit.ts'
import { flavorRoomQuery } from './flavor-room-query.ts'
import { FlavorTable } from '../choices/flavor-table.tsx'
import { ImageChoice } from './image-choice.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { NetworkCards } from './network-cards.tsx'
import { TemplateBar } from './template-bar.tsx'
import type { Template } from './template-query.ts'
import { hasCounter, inShort, namesOf } from './server-names.ts'
import { useCreateServers } from './use-create-servers.ts'
import './create.css'

const keyPairForm = () => import('#shared/key-pair-form')
const serverGroupForm = () => import('#shared/server-group-form')

interface ServerCreateFormProps {
  options: CreateOptions
  start: CreateForm
  /** What the link or the original had that is not there. */
  notes: readonly string[]
  copyOf: { name: string } | null
  /** The template that the form begins with. */
  template: Template | null
  /** Why the server that is to be copied, or the template, could not be read. */
  refusals: readonly { title: string; refusal: RefusalError | null }[]
}

/** The form of new servers, with what it will make beside it. */
export function ServerCreateForm({ options, start, notes, copyOf, template, refusals }: ServerCreateFormProps) {
  const [isKeyFormOpen, setKeyFormOpen] = useState(false)
  const [isGroupFormOpen, setGroupFormOpen] = useState(false)
  const keyForm = useLoaded(keyPairForm, isKeyFormOpen)
  const groupForm = useLoaded(serverGroupForm, isGroupFormOpen)
  const form = useForm<CreateForm>({ initialValues: start, validate: formProblems })
  const isDone = useRef(false)
  const paths = usePaths()
  const values = form.getValues()
  const create = useCreateServers({
    onCreated: () => (isDone.current = true),
    onSome: (made) => form.setValues({ firstNumber: values.firstNumber + made, count: values.count - made }),
  })
  const flavor = options.flavors.find(({ id }) => id === values.flavorId)
  const cost = costOf(flavor, values.count || 1)
  const shortfalls = quotaShortfalls(options.quota, cost)
  return (
    <>
      <StartNotes {...{ notes, copyOf, template, refusals }} />
      <TemplateBar
        begunWith={template}
        valuesOf={form.getValues}
        // What is kept in a template is not lost, but for a password.
        onSaved={() => !values.adminPassword && form.resetDirty()}
      />
      <form
        noValidate
        className="create"
        onSubmit={form.onSubmit((filled) => {
          if (shortfalls.length === 0 && !create.isPending) create.mutate(filled)
        }, showFirstProblem)}
      >
        <div className="card create-fields">
          <NameFields form={form} />
          <Choices form={form} options={options} />
          <FormSection title={t('Network')}>
            <NetworkCards form={form} options={options} />
          </FormSection>
          <Access form={form} options={options} onNewKey={() => setKeyFormOpen(true)} />
          <CreateFirstBoot form={form} />
          <CreatePlacement form={form} options={options} onNewGroup={() => setGroupFormOpen(true)} />
          <CreateLabels form={form} />
        </div>
        <CreateReview form={values} options={options} cost={cost} />
        <div className="create-foot">
          <QuotaShortfalls shortfalls={shortfalls} />
          <Refusals create={create} count={values.count} />
          <Group gap="xs">
            <Button
              type="submit"
              loading={create.isPending}
              {...(shortfalls.length > 0
                ? { 'aria-disabled': true, 'data-disabled': true, 'aria-description': shortfalls.join(' ') }
                : {})}
            >
              {values.count > 1 ? t('Create {{count}} servers', { count: values.count }) : t('Create server')}
            </Button>
            <LinkButton to={paths.servers()} variant="default">
              {t('Cancel')}
            </LinkButton>
          </Group>
        </div>
      </form>
      <LeaveGuard isFilled={() => !isDone.current && form.isDirty()} />
      {keyForm && (
        <keyForm.KeyPairForm
          opened={isKeyFormOpen}
          onClose={() => setKeyFormOpen(false)}
          onCreated={(name) => form.setFieldValue('keyName', name)}
        />
      )}
      {groupForm && (
        <groupForm.ServerGroupForm
          opened={isGroupFormOpen}
          onClose={() => setGroupFormOpen(false)}
          onCreated={(id) => form.setFieldValue('groupId', id)}
        />
      )}
    </>
  )
}

/** What the form begins with, and what it could not begin with. */
function StartNotes({
  notes,
  copyOf,
  template,
  refusals,
}: Pick<ServerCreateFormProps, 'notes' | 'copyOf' | 'template' | 'refusals'>) {
  const refused = refusals.filter(({ refusal }) => refusal)
  if (notes.length === 0 && !copyOf && refused.length === 0) return null
  const title = template
    ? t('The template {{name}}', { name: template.name })
    : copyOf && t('A copy of {{name}}', { name: copyOf.name })
  return (
    <div className="notices">
      {refused.map(({ title, refusal }) => (
        <ErrorNotice key={title} error={refusal!} title={title} />
      ))}
      {(copyOf || notes.length > 0) && (
        <Banner
          tone={notes.length > 0 ? 'warn' : 'idle'}
          {...(title ? { title } : {})}
          text={[...(copyOf ? [t('Its addresses and what is on its disk are not copied.')] : []), ...notes].join(' ')}
        />
      )}
    </div>
  )
}

/** Why nothing was created, or not everything. */
function Refusals({ create, count }: { create: ReturnType<typeof useCreateServers>; count: number }) {
  if (create.error) return <ErrorNotice error={create.error} title={t('The server was not created')} />
  const { ids, refusal } = create.data ?? {}
  if (!ids || !refusal) return null
  const title = t('{{count}} servers are being created. The form is now for the other {{left}}.', {
    count: ids.length,
    left: count,
  })
  return <ErrorNotice error={refusal} title={title} />
}

interface FieldsProps {
  form: UseFormReturnType<CreateForm>
  options: CreateOptions
}

function NameFields({ form }: Pick<FieldsProps, 'form'>) {
  const nameField = useFirstFocus()
  const values = form.getValues()
  const isNumbered = hasCounter(values.name)
  return (
    <FormSection title={t('Servers')}>
      <TextInput
        label={t('Name')}
        ref={nameField}
        autoComplete="off"
        {...form.getInputProps('name')}
        description={t('With {n} or {nn} in it, several servers are numbered there')}
      />
      <Group gap="md" align="flex-start">
        <NumberInput
          label={t('Number of servers')}
          min={1}
          max={100}
          allowDecimal={false}
          w={160}
          {...form.getInputProps('count')}
        />
        {isNumbered && (
          <NumberInput
            label={t('First number')}
            min={0}
            allowDecimal={false}
            allowNegative={false}
            w={160}
            {...form.getInputProps('firstNumber')}
          />
        )}
      </Group>
      {values.name.trim() && (values.count > 1 || isNumbered) && (
        <output className="choice-note break">{t('Names: {{names}}', { names: inShort(namesOf(values)) })}</output>
      )}
    </FormSection>
  )
}

function Choices({ form, options }: FieldsProps) {
  const { imageId, flavorId, count } = form.getValues()
  const { data: room } = useQuery(flavorRoomQuery(useBff()))
  const image = options.images.find(({ id }) => id === imageId)
  const errorOf = (field: string) => form.errors[field] as string | undefined
  return (
    <>
      <FormSection title={t('Image')}>
        <ImageChoice
          images={options.images}
          value={imageId}
          onChange={(id) => form.setFieldValue('imageId', id)}
          error={errorOf('imageId')}
        />
      </FormSection>
      <FormSection title={t('Flavor')}>
        <FlavorTable
          flavors={options.flavors}
          fitOf={(flavor) =>
            fitOf(flavor, { image, quota: options.quota, count: count || 1, room: room?.get(flavor.id) })
          }
          value={flavorId}
          onChange={(id) => form.setFieldValue('flavorId', id)}
          error={errorOf('flavorId')}
        />
      </FormSection>
    </>
  )
}

function Access({ form, options, onNewKey }: FieldsProps & { onNewKey: () => void }) {
  return (
    <FormSection title={t('Access')}>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Select
          label={t('Key pair')}
          placeholder={t('None (console access only)')}
          clearable
          allowDeselect={false}
          flex={1}
          data={options.keyPairs.map(({ name }) => name)}
          {...form.getInputProps('keyName')}
        />
        <Button variant="default" onClick={onNewKey}>
          {t('Create key pair')}
        </Button>
      </Group>
      <PasswordInput
        label={t('Administrator password')}
        description={t('If left empty, one is generated and not shown. Sign in with the key pair instead.')}
        autoComplete="new-password"
        {...form.getInputProps('adminPassword')}
      />
    </FormSection>
  )
}

/** Brings the first field that has a problem into view, once it says so. */
function showFirstProblem(): void {
  requestAnimationFrame(() => {
    const wrong = document.querySelector(
      '.create [aria-invalid="true"], .create [data-invalid] input:not([type=search]), .create [data-problem]',
    )
    if (wrong instanceof HTMLElement) wrong.focus()
    wrong?.scrollIntoView({ block: 'center' })
  })
}
