import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { attributeChanges, changeImage } from './image-changes.ts'
import { imageRefusal } from './image-permits.ts'
import { imageName, visibilitiesInOrder, visibilityConsequence, visibilityWords } from './image-words.ts'
import { useAsking } from './use-asking.ts'

interface ImageVisibilityFormProps {
  image: ImageView
  opened: boolean
  onClose: () => void
}

/** Chooses who can see and use an image, and says what that changes. */
export function ImageVisibilityForm({ image, opened, onClose }: ImageVisibilityFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const asking = useAsking()
  const [visibility, setVisibility] = useState(image.visibility)
  const save = useMutation({
    mutationFn: () => changeImage(bff, queryClient, image.id, attributeChanges(image, { visibility })),
    onSuccess: onClose,
  })
  const refused = imageRefusal('publish', image, asking)
  const consequence = visibilityConsequence(image.visibility, visibility)
  return (
    <FormDialog
      title={t('Visibility of {{name}}', { name: imageName(image) })}
      opened={opened}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      submitLabel={t('Change visibility')}
      isPending={save.isPending}
      error={save.error}
      refusal={consequence === null ? t('It is so already.') : undefined}
    >
      <Radio.Group
        label={t('Who can see and use it')}
        value={visibility}
        onChange={(value) => setVisibility(value as ImageView['visibility'])}
      >
        <Stack gap="sm" mt="xs">
          {visibilitiesInOrder.map((each) => {
            const refusal = each === 'public' && image.visibility !== 'public' ? refused : undefined
            return (
              <Radio
                key={each}
                value={each}
                label={visibilityWords[each].word}
                description={refusal ?? visibilityWords[each].means}
                disabled={refusal !== undefined}
              />
            )
          })}
        </Stack>
      </Radio.Group>
      {consequence && (
        <Text size="sm" component="output" display="block">
          {consequence}
        </Text>
      )}
    </FormDialog>
  )
}
