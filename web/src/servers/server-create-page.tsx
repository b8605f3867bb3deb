import { Button, Divider, Grid, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { ask, bff } from '#app/bff'
import { paths } from '#app/paths'
import { ErrorNotice } from '#ui/error-notice'
import { formatMb } from '#ui/format'
import { LinkButton } from '#ui/link-button'
import { Meter } from '#ui/meter'
import { PageHeader } from '#ui/page-header'
import { useFirstFocus } from '#ui/use-first-focus'
import { KeyPairForm } from '../key-pairs/key-pair-form.tsx'
import { ServerGroupForm } from '../server-groups/server-group-form.tsx'
import { CommandLine } from './command-line.tsx'
import { CreateFirstStart, CreateLabels, CreatePlacement } from './create-extras.tsx'
import { CreateNetwork } from './create-network.tsx'
import { firstWish, newServerFrom, wishProblems, type CreateWish } from './create-wish.ts'
import { flavorChoice, tooSmallFor } from './flavor-choices.ts'
import { costOf, quotaShortfalls } from './quota-cost.ts'
import { QuotaShortfalls } from './quota-shortfalls.tsx'
import { createOptionsQuery } from './server-queries.ts'

export default function ServerCreatePage() {
  const { data: options } = useSuspenseQuery(createOptionsQuery)
  const [makingKey, setMakingKey] = useState(false)
  const [makingGroup, setMakingGroup] = useState(false)
  const form = useForm<CreateWish>({ initialValues: firstWish(options), validate: wishProblems })
  const nameField = useFirstFocus()
  const create = useCreateServer()
  const wish = form.getValues()
  const flavor = options.flavors.find(({ id }) => id === wish.flavorId)
  const cost = costOf(flavor, wish.count || 1)
  const shortfalls = quotaShortfalls(options.quota, cost)
  const image = options.images.find(({ id }) => id === wish.imageId)
  return (
    <>
      <PageHeader title="Create server" />
      <form
        noValidate
        onSubmit={form.onSubmit((values) => {
          if (shortfalls.length === 0) create.mutate(values)
        })}
      >
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack className="card" p="lg" gap="md">
              <TextInput label="Name" ref={nameField} autoComplete="off" {...form.getInputProps('name')} />
              <Select
                label="Image"
                placeholder="What it boots from"
                searchable
                allowDeselect={false}
                nothingFoundMessage="No image of that name"
                data={options.images.map(({ id, name }) => ({ value: id, label: name }))}
                {...form.getInputProps('imageId')}
                {...(options.images.length === 0 ? { description: 'There is no image yet: upload one first.' } : {})}
              />
              <Select
                label="Flavor"
                placeholder="How big it is"
                allowDeselect={false}
                data={options.flavors.map((each) => flavorChoice(each, tooSmallFor(each, image)))}
                {...form.getInputProps('flavorId')}
              />
              <Group align="flex-end" gap="xs" wrap="nowrap">
                <Select
                  label="Key pair"
                  placeholder="None: sign in by console only"
                  clearable
                  allowDeselect={false}
                  flex={1}
                  data={options.keyPairs.map(({ name }) => name)}
                  {...form.getInputProps('keyName')}
                />
                <Button variant="default" onClick={() => setMakingKey(true)}>
                  New key pair
                </Button>
              </Group>
              <CreateNetwork form={form} options={options} />
              <NumberInput
                label="How many"
                min={1}
                max={100}
                allowDecimal={false}
                w={140}
                {...form.getInputProps('count')}
              />
              <Divider />
              <CreateFirstStart form={form} />
              <CreatePlacement form={form} options={options} onNewGroup={() => setMakingGroup(true)} />
              <CreateLabels form={form} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack className="card" p="lg" gap="md" component="section" aria-label="Quota">
              <Text component="h2" fw={600}>
                Quota
              </Text>
              <Meter label="Servers" {...options.quota.servers} adding={cost.servers} />
              <Meter label="vCPUs" {...options.quota.vcpus} adding={cost.vcpus} />
              <Meter label="Memory" {...options.quota.ramMb} adding={cost.ramMb} format={formatMb} />
            </Stack>
            <CommandLine wish={wish} options={options} />
          </Grid.Col>
          <Grid.Col span={12}>
            <Stack>
              <QuotaShortfalls shortfalls={shortfalls} />
              {create.error && <ErrorNotice error={create.error} title="The server was not created" />}
              <Group>
                <Button
                  type="submit"
                  loading={create.isPending}
                  {...(shortfalls.length > 0
                    ? { 'aria-disabled': true, 'data-disabled': true, 'aria-description': shortfalls.join(' ') }
                    : {})}
                >
                  {wish.count > 1 ? `Create ${wish.count} servers` : 'Create server'}
                </Button>
                <LinkButton to={paths.servers()} variant="default">
                  Cancel
                </LinkButton>
              </Group>
            </Stack>
          </Grid.Col>
        </Grid>
      </form>
      <KeyPairForm
        opened={makingKey}
        onClose={() => setMakingKey(false)}
        onMade={(name) => form.setFieldValue('keyName', name)}
      />
      <ServerGroupForm
        opened={makingGroup}
        onClose={() => setMakingGroup(false)}
        onMade={(id) => form.setFieldValue('groupId', id)}
      />
    </>
  )
}

function useCreateServer() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (wish: CreateWish) => ask(bff.servers.$post({ json: newServerFrom(wish) })),
    onSuccess: async ({ id }, { count }) => {
      await navigate(count > 1 ? paths.servers() : paths.server(id))
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['servers'] }),
        queryClient.invalidateQueries({ queryKey: ['overview'] }),
        queryClient.invalidateQueries({ queryKey: ['create-options'] }),
      ])
    },
  })
}
