import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

test('an image is made, its bytes are passed on, and it is there', async () => {
  const { request, signIn, uploads } = aBrowser()
  await signIn()
  const made = await request('/bff/images', { method: 'POST', json: { name: 'mine', diskFormat: 'qcow2' } })
  const { id } = (await made.json()) as { id: string }
  const sent = await request(`/bff/images/${id}/file`, { method: 'PUT', body: new Blob([new Uint8Array(300_000)]) })
  expect(sent.status).toBe(200)
  expect(uploads.get(id)).toBe(300_000)
  const { images } = (await (await request('/bff/images')).json()) as { images: Record<string, unknown>[] }
  expect(images).toContainEqual(expect.objectContaining({ id, name: 'mine', status: 'active', sizeBytes: 300_000 }))
})

test('an upload that the cloud refuses says why', async () => {
  const { request, signIn, faults } = aBrowser()
  await signIn()
  faults.set('PUT /image/v2/images/i/file', { status: 400, message: 'The file has a backing file.' })
  const answer = await request('/bff/images/i/file', { method: 'PUT', body: 'bytes' })
  expect(await answer.json()).toMatchObject({ error: { service: 'image', message: 'The file has a backing file.' } })
})
