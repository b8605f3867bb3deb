import { oneOf } from './parse.ts'
import { agreed } from './reconcile.ts'
import { refusal, wishOf, type GuestOptionSource } from './wish.ts'

const version = agreed('hw:tpm_version', 'hw_tpm_version', oneOf('1.2', '2.0'))
const model = agreed('hw:tpm_model', 'hw_tpm_model', oneOf('tpm-tis', 'tpm-crb'))

/** The guest's trusted platform module; undefined where it has none. */
export function readTpm(source: GuestOptionSource) {
  const [wanted, kind] = [version(source), model(source)]
  const modelWish = wishOf(source, 'hw:tpm_model', 'hw_tpm_model')
  if (wanted === undefined && modelWish !== undefined)
    throw refusal(modelWish, 'set hw:tpm_version (hw_tpm_version in an image) as well.')
  if (wanted === undefined) return undefined
  if (kind === 'tpm-crb' && wanted !== '2.0' && modelWish !== undefined)
    throw refusal(modelWish, 'that model exists in version 2.0 only: take tpm-tis, or version 2.0.')
  return { version: wanted, model: kind ?? 'tpm-tis' }
}
