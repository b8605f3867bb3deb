import { Textarea, TextInput } from '@mantine/core'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import type { KeyValue } from '#ui/key-values'
import { TagsEditor } from '#ui/tags-editor'

/** The field in which a hostname is edited. */
export const editHostname = (hostname: string, onChange: (hostname: string) => void) => (
  <TextInput
    size="sm"
    aria-label={t('Hostname')}
    maxLength={255}
    autoComplete="off"
    value={hostname}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)

/** The field in which a description is edited. */
export const editDescription = (description: string, onChange: (description: string) => void) => (
  <Textarea
    size="sm"
    aria-label={t('Description')}
    autosize
    maxLength={255}
    value={description}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)

/** The field in which tags are edited. */
export const editTags = (tags: string[], onChange: (tags: string[]) => void) => (
  <TagsEditor label={t('Tags')} hasHiddenLabel value={tags} onChange={onChange} />
)

/** The fields in which metadata is edited. */
export const editMetadata = (lines: KeyValue[], onChange: (lines: KeyValue[]) => void) => (
  <KeyValueEditor label={t('Metadata')} hasHiddenLabel value={lines} onChange={onChange} />
)
