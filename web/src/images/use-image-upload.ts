import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '#shared/api'
import { type Bff, RefusalError } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { DiskFormat } from './disk-format.ts'
import { imageAddress } from './image-changes.ts'
import { uploadFile } from './upload-file.ts'

/** The values of the upload form. */
export interface ImageForm {
  file: File | null
  name: string
  diskFormat: DiskFormat
  minDiskGb: number
  minRamMb: number
  visibility: ImageView['visibility']
  /** Whose it becomes, where administrators choose: else it is the project's of the page. */
  ownerId: string | null
}

type Step = { is: 'idle' } | { is: 'sending'; sentBytes: number; totalBytes: number } | { is: 'checking' }

/**
 * Creates an image and uploads its data. If that fails or is cancelled, or the page is left meanwhile, the incomplete image is deleted.
 */
export function useImageUpload(onDone: () => void) {
  const queryClient = useQueryClient()
  const bff = useBff()
  const [step, setStep] = useState<Step>({ is: 'idle' })
  const [error, setError] = useState<RefusalError | null>(null)
  const cancelled = useRef(false)
  const cancelUpload = useRef<(() => void) | undefined>(undefined)

  const incomplete = useRef<string | undefined>(undefined)
  useEffect(() => {
    const forsake = () => {
      cancelUpload.current?.()
      if (incomplete.current !== undefined) forget(bff, incomplete.current)
    }
    window.addEventListener('pagehide', forsake)
    return () => {
      window.removeEventListener('pagehide', forsake)
      cancelUpload.current?.()
    }
  }, [bff])

  async function start({ file, ...values }: ImageForm) {
    if (!file) return
    cancelled.current = false
    setError(null)
    setStep({ is: 'sending', sentBytes: 0, totalBytes: file.size })
    let imageId: string | undefined
    try {
      imageId = await create(bff, values)
      incomplete.current = imageId
      const upload = uploadFile(bff, imageId, file, (sentBytes) =>
        setStep(sentBytes < file.size ? { is: 'sending', sentBytes, totalBytes: file.size } : { is: 'checking' }),
      )
      cancelUpload.current = upload.cancel
      if (cancelled.current) upload.cancel()
      await upload.done
      incomplete.current = undefined
      onDone()
    } catch (refused) {
      if (imageId)
        await api(bff)
          .send('image', imageAddress(imageId), { method: 'DELETE' })
          .catch(() => undefined)
      if (!cancelled.current) setError(asRefusal(refused))
    } finally {
      incomplete.current = undefined
      cancelUpload.current = undefined
      setStep({ is: 'idle' })
      await refetchAfter(queryClient, { topic: 'image' })
    }
  }

  const cancel = () => {
    cancelled.current = true
    cancelUpload.current?.()
  }
  return { step, error, start, cancel, clearError: () => setError(null) }
}

async function create(
  bff: Bff,
  { name, diskFormat, minDiskGb, minRamMb, visibility, ownerId }: Omit<ImageForm, 'file'>,
) {
  const json = {
    name: name.trim(),
    visibility,
    disk_format: diskFormat,
    container_format: 'bare',
    min_disk: minDiskGb,
    min_ram: minRamMb,
    ...(ownerId === null ? {} : { owner: ownerId }),
  }
  return (await api(bff).read<ImageView>('image', '/images', { method: 'POST', json })).id
}

/** Deletes an image whose page is being closed: nobody will hear the answer. */
const forget = (bff: Bff, id: string): void =>
  void fetch(`/bff/${bff.scope}/api/image${imageAddress(id)}`, { method: 'DELETE', keepalive: true }).catch(() => {})

const asRefusal = (error: unknown): RefusalError =>
  error instanceof RefusalError ? error : new RefusalError({ message: String(error), status: 0, service: 'dashboard' })
