import { Button, Checkbox, Popover, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { t } from '#ui/i18n'
import type { Density } from '#ui/preferences'
import type { ListColumn } from './descriptor.ts'
import { densities, type ListChange } from './list-address.ts'
import { withColumn } from './list-request.ts'

interface DisplayMenuProps {
  columns: readonly ListColumn<never>[]
  shown: ReadonlySet<string>
  density: Density
  onChange: (change: ListChange) => void
  onDensity: (density: Density) => void
}

const words: Record<Density, string> = {
  compact: t('Compact'),
  regular: t('Regular'),
  comfortable: t('Comfortable'),
}

/** Chooses the columns of a list and the height of its rows. */
export function DisplayMenu({ columns, shown, density, onChange, onDensity }: DisplayMenuProps) {
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          className="list-tool"
        >
          <span>{t('Display')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="md" aria-label={t('Display')}>
        <Stack gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t('Height of rows')}
            data={densities.map((value) => ({ value, label: words[value] }))}
            value={density}
            onChange={(value) => onDensity(value as Density)}
          />
          <fieldset className="list-columns">
            <Text component="legend" size="xs" c="dimmed" fw={500}>
              {t('Columns')}
            </Text>
            {columns.map(({ id, header }, index) => (
              <Checkbox
                key={id}
                size="xs"
                label={header}
                checked={shown.has(id)}
                disabled={index === 0}
                onChange={() => onChange(withColumn(shown, columns, id))}
              />
            ))}
          </fieldset>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
