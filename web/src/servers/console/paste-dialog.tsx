import { Select, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { isLayoutId, keyboardLayouts, type LayoutId } from './keyboard-layouts.ts'
import { untypable } from './type-text.ts'

interface PasteDialogProps {
  opened: boolean
  onClose: () => void
  /** The layout of the guest's keyboard. */
  layout: LayoutId
  onLayout: (layout: LayoutId) => void
  onPaste: (text: string) => void
}

const layouts = Object.values(keyboardLayouts).map(({ id, name }) => ({ value: id, label: name }))

/** Takes text to type into the guest, which has no access to this computer's clipboard. */
export function PasteDialog({ opened, onClose, layout, onLayout, onPaste }: PasteDialogProps) {
  const [text, setText] = useState('')
  const leftOut = untypable(text, keyboardLayouts[layout])
  return (
    <FormDialog
      title={t('Paste text into the guest')}
      opened={opened}
      onClose={onClose}
      onSubmit={() => {
        onPaste(text)
        setText('')
      }}
      submitLabel={t('Type text')}
      isPending={false}
      error={null}
      refusal={text === '' ? t('Enter the text first.') : undefined}
    >
      <Select
        label={t('Keyboard layout of the guest')}
        description={t('Keys are sent by their place: the guest’s layout decides what they write.')}
        data={layouts}
        value={layout}
        allowDeselect={false}
        onChange={(id) => isLayoutId(id) && onLayout(id)}
      />
      <Textarea
        label={t('Text')}
        description={t('Typed key by key. Line breaks become Enter.')}
        autosize
        minRows={4}
        maxRows={12}
        data-autofocus
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {leftOut.length > 0 && (
        <Text size="sm" role="alert" c="var(--kn-warn)">
          {t('This layout cannot type {{characters}}. They will be left out.', { characters: leftOut.join(' ') })}
        </Text>
      )}
    </FormDialog>
  )
}
