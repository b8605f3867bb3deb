import { Group, Text } from '@mantine/core'
import type { CreateOptions } from '#app/bff'
import { CopyButton } from '#ui/copy-button'
import { cliCommand } from './cli-command.ts'
import type { CreateWish } from './create-wish.ts'

/** The same wish as a command, to be copied. */
export function CommandLine({ wish, options }: { wish: CreateWish; options: CreateOptions }) {
  const command = cliCommand(wish, options)
  return (
    <section className="card" style={{ padding: '16px 20px', marginTop: 16 }} aria-label="As a command">
      <Group justify="space-between" mb={6}>
        <Text component="h2" fw={600}>
          As a command
        </Text>
        <CopyButton value={command} label="Copy command" />
      </Group>
      <code className="mono break" style={{ display: 'block' }}>
        {command}
      </code>
    </section>
  )
}
