import { Group, Skeleton, Stack } from '@mantine/core'

/** The shape of a page that is on its way, so that nothing jumps when it arrives. */
export function Loading() {
  return (
    <div aria-busy>
      <output className="visually-hidden">Loading…</output>
      <Group justify="space-between" mb="lg">
        <Skeleton height={32} width={180} />
        <Skeleton height={36} width={130} />
      </Group>
      <Stack gap="sm" className="card" p="md">
        {[82, 64, 74, 58].map((width) => (
          <Skeleton key={width} height={20} width={`${width}%`} />
        ))}
      </Stack>
    </div>
  )
}
