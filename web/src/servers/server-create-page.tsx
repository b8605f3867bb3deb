import {
  Button,
  Collapse,
  Grid,
  Group,
  Input,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { ask, bff, type CreateOptions } from '#app/bff'
import { paths } from '#app/paths'
import { ErrorNotice } from '#ui/error-notice'
import { formatMb } from '#ui/format'
import { LinkButton } from '#ui/link-button'
import { Meter } from '#ui/meter'
import { PageHeader } from '#ui/page-header'
import { useFirstFocus } from '#ui/use-first-focus'
import { KeyPairForm } from '../key-pairs/key-pair-form.tsx'
import { CommandLine } from './command-line.tsx'
import { costOf, quotaShortfalls } from './quota-cost.ts'
import { createOptionsQuery } from './server-queries.ts'

interface Wish {
  name: string
  imageId: string | null
  flavorId: string | null
  keyName: string | null
  networking: 'auto' | 'none' | 'chosen'
  networkIds: string[]
  userData: string
  count: number
}

export default function ServerCreatePage() {
  const { data: options } = useSuspenseQuery(createOptionsQuery)
  const [makingKey, setMakingKey] = useState(false)
  const form = useForm<Wish>({
    initialValues: firstWish(options),
    validate: {
      name: (name) => (name.trim() ? null : 'Give the server a name'),
      imageId: (id) => (id ? null : 'Choose an image'),
      flavorId: (id) => (id ? null : 'Choose a flavor'),
      networkIds: (ids, { networking }) => (networking === 'chosen' && ids.length === 0 ? 'Choose a network' : null),
      count: (count) => (Number.isInteger(count) && count >= 1 && count <= 100 ? null : 'From 1 to 100'),
    },
  })
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
                data={flavorChoices(options, image)}
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
              <div>
                <Input.Label labelElement="div" mb={4}>
                  Network
                </Input.Label>
                <SegmentedControl
                  aria-label="Network"
                  fullWidth
                  data={[
                    { value: 'auto', label: 'Automatic' },
                    { value: 'chosen', label: 'Choose' },
                    { value: 'none', label: 'None' },
                  ]}
                  {...form.getInputProps('networking')}
                />
                <Text size="xs" c="dimmed" mt={6}>
                  {networkingHints[wish.networking]}
                </Text>
                {wish.networking === 'chosen' && (
                  <MultiSelect
                    mt="xs"
                    label="Networks"
                    data={options.networks.map(({ id, name }) => ({ value: id, label: name }))}
                    {...form.getInputProps('networkIds')}
                  />
                )}
              </div>
              <NumberInput
                label="How many"
                min={1}
                max={100}
                allowDecimal={false}
                w={140}
                {...form.getInputProps('count')}
              />
              <UserData {...form.getInputProps('userData')} />
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
            <CommandLine
              wish={{
                name: wish.name,
                image: image?.name,
                flavor: flavor?.name,
                keyName: wish.keyName ?? undefined,
                networks: wish.networking === 'chosen' ? wish.networkIds : wish.networking,
                hasUserData: wish.userData !== '',
                count: wish.count,
              }}
            />
          </Grid.Col>
          <Grid.Col span={12}>
            <Stack>
              {shortfalls.length > 0 && (
                <ErrorNotice error={{ message: shortfalls.join(' ') }} title="The quota does not allow this" />
              )}
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
    </>
  )
}

const networkingHints = {
  auto: 'The project’s own network; it is made now if there is none yet.',
  chosen: 'One network card for each network.',
  none: 'No network card: reachable by console only.',
}

function UserData(props: React.ComponentProps<typeof Textarea>) {
  const [opened, setOpened] = useState(false)
  return (
    <div>
      <Button variant="subtle" size="compact-sm" px={0} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        {opened ? 'Hide user data' : 'Add user data'}
      </Button>
      <Collapse expanded={opened}>
        <Textarea
          mt="xs"
          label="User data"
          description="A script or cloud-config that the guest runs at its first start"
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          {...props}
        />
      </Collapse>
    </div>
  )
}

function useCreateServer() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ networking, networkIds, imageId, flavorId, keyName, userData, ...wish }: Wish) =>
      ask(
        bff.servers.$post({
          json: {
            ...wish,
            imageId: imageId ?? '',
            flavorId: flavorId ?? '',
            networks: networking === 'chosen' ? networkIds : networking,
            ...(keyName ? { keyName } : {}),
            ...(userData ? { userData } : {}),
          },
        }),
      ),
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

/** What there is only one of is chosen already. */
const firstWish = ({ images, flavors, keyPairs }: CreateOptions): Wish => ({
  name: '',
  imageId: images.length === 1 ? (images[0]?.id ?? null) : null,
  flavorId: flavors.length === 1 ? (flavors[0]?.id ?? null) : null,
  keyName: keyPairs.length === 1 ? (keyPairs[0]?.name ?? null) : null,
  networking: 'auto',
  networkIds: [],
  userData: '',
  count: 1,
})

/** Flavors with their sizes; one that is too small for the image says so and cannot be chosen. */
const flavorChoices = ({ flavors }: CreateOptions, image: CreateOptions['images'][number] | undefined) =>
  flavors.map(({ id, name, vcpus, ramMb, diskGb }) => {
    const tooSmall = image && (ramMb < image.minRamMb || (diskGb > 0 && diskGb < image.minDiskGb))
    const size = `${vcpus} vCPU · ${formatMb(ramMb)} · ${diskGb} GB disk`
    return {
      value: id,
      label: `${name} — ${size}${tooSmall ? ' — too small for this image' : ''}`,
      disabled: Boolean(tooSmall),
    }
  })
