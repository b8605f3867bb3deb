import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { formatCount } from './count.ts'
import { t } from '#ui/i18n'
import type { ExportFormat } from './export-rows.ts'

interface ExportMenuProps {
  /** How many rows have been read; null while nothing is exported. */
  done: number | null
  total: number | null
  /** Where the cloud sends the CSV itself. */
  csv?: string | undefined
  onStart: (format: ExportFormat) => void
  onCancel: () => void
}

/** Exports all that matches. While that runs, its button says how far it is and cancels it. */
export function ExportMenu({ done, total, csv, onStart, onCancel }: ExportMenuProps) {
  if (done !== null)
    return (
      <Button variant="default" className="list-tool" data-wide onClick={onCancel}>
        <output>
          {total === null
            ? t('{{done}} exported', { done: formatCount(done) })
            : t('{{done}} of {{total}} exported', { done: formatCount(done), total: formatCount(total) })}
        </output>
        <b>{t('Cancel')}</b>
      </Button>
    )
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} className="list-tool">
          <span>{t('Export')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('All that match')}</Menu.Label>
        {csv === undefined ? (
          <Menu.Item onClick={() => onStart('csv')}>{t('CSV, the columns shown')}</Menu.Item>
        ) : (
          <Menu.Item component="a" href={csv} download>
            {t('CSV, everything')}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => onStart('json')}>{t('JSON, everything')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
