import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ask, bff, RefusalError } from '#app/bff'
import type { DiskFormat } from './disk-format.ts'
import { uploadFile } from './upload-file.ts'

/** What the upload form is filled in with. */
export interface ImageWish {
  file: File | null
  name: string
  diskFormat: DiskFormat
  minDiskGb: number
  minRamMb: number
  visibility: 'private' | 'public'
}

type Step = { is: 'idle' } | { is: 'sending'; sentBytes: number; totalBytes: number } | { is: 'checking' }

/** Makes an image and sends its bytes; whatever ends that early takes the half-made image away again. */
export function useImageUpload(onDone: () => void) {
  const queryClient = useQueryClient()
  const [step, setStep] = useState<Step>({ is: 'idle' })
  const [error, setError] = useState<RefusalError | null>(null)
  const cancelled = useRef(false)
  const cancelUpload = useRef<(() => void) | undefined>(undefined)

  async function start({ file, ...wish }: ImageWish) {
    if (!file) return
    cancelled.current = false
    setError(null)
    setStep({ is: 'sending', sentBytes: 0, totalBytes: file.size })
    let imageId: string | undefined
    try {
      imageId = (await ask(bff.images.$post({ json: wish }))).id
      const upload = uploadFile(imageId, file, (sentBytes) =>
        setStep(sentBytes < file.size ? { is: 'sending', sentBytes, totalBytes: file.size } : { is: 'checking' }),
      )
      cancelUpload.current = upload.cancel
      if (cancelled.current) upload.cancel()
      await upload.done
      onDone()
    } catch (refused) {
      if (imageId) await ask(bff.images[':id'].$delete({ param: { id: imageId } })).catch(() => undefined)
      if (!cancelled.current) setError(asRefusal(refused))
    } finally {
      cancelUpload.current = undefined
      setStep({ is: 'idle' })
      await queryClient.invalidateQueries({ queryKey: ['images'] })
    }
  }

  const cancel = () => {
    cancelled.current = true
    cancelUpload.current?.()
  }
  return { step, error, start, cancel, clearError: () => setError(null) }
}

const asRefusal = (error: unknown): RefusalError =>
  error instanceof RefusalError ? error : new RefusalError({ message: String(error), status: 0, service: 'dashboard' })
