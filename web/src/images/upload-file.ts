import { type Bff, refusalIn, RefusalError } from '#shared/bff'
import { t } from '#ui/i18n'
import { imageAddress } from './image-changes.ts'

interface Upload {
  done: Promise<void>
  cancel(): void
}

/** Uploads `file` as the data of an image. Not by fetch, which does not report progress. */
export function uploadFile(bff: Bff, imageId: string, file: File, onProgress: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest()
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  request.open('PUT', `/bff/${bff.scope}/api/image${imageAddress(imageId)}/file`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
  request.addEventListener('load', () => {
    if (request.status < 300) resolve()
    else reject(refusalIn(request.status, request.responseText))
  })
  const lost = (message: string) => () => reject(new RefusalError({ message, status: 0, service: 'network' }))
  request.addEventListener('error', lost(t('The connection was lost during the upload.')))
  request.addEventListener('abort', lost(t('The upload was cancelled.')))
  request.send(file)
  return { done, cancel: () => request.abort() }
}
