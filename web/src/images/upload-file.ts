import { refusalIn, RefusalError } from '#app/bff'

interface Upload {
  done: Promise<void>
  cancel(): void
}

/** Sends `file` as the bytes of an image. fetch cannot tell how far it got; XMLHttpRequest can. */
export function uploadFile(imageId: string, file: File, onProgress: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest()
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  request.open('PUT', `/bff/images/${encodeURIComponent(imageId)}/file`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
  request.addEventListener('load', () => {
    if (request.status < 300) resolve()
    else reject(refusalIn(request.status, request.responseText))
  })
  const lost = (message: string) => () => reject(new RefusalError({ message, status: 0, service: 'network' }))
  request.addEventListener('error', lost('The connection was lost while the image was on its way.'))
  request.addEventListener('abort', lost('The upload was cancelled.'))
  request.send(file)
  return { done, cancel: () => request.abort() }
}
