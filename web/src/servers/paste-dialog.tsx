import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '#ui/form-dialog'

interface PasteDialogProps {
  opened: boolean
  onClose: () => void
  onPaste: (text: string) => void
}

/** Takes text that is then typed into the guest, which knows nothing of this computer's clipboard. */
export function PasteDialog({ opened, onClose, onPaste }: PasteDialogProps) {
  const [text, setText] = useState('')
  return (
    <FormDialog
      title="Paste text into the guest"
      opened={opened}
      onClose={onClose}
      onSubmit={() => {
        onPaste(text)
        setText('')
      }}
      submitLabel="Type it"
      isPending={false}
      error={null}
    >
      <Textarea
        label="Text"
        description="Typed key by key, as on a US keyboard. Line ends become Enter."
        autosize
        minRows={4}
        maxRows={12}
        data-autofocus
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
