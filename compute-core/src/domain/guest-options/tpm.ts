import { oneOf } from './parse.ts'
import { agreed } from './reconcile.ts'
import { refusal, optionOf, type GuestOptionSource } from './option-text.ts'

const version = agreed('hw:tpm_version', 'hw_tpm_version', oneOf('1.2', '2.0'))
const model = agreed('hw:tpm_model', 'hw_tpm_model', oneOf('tpm-tis', 'tpm-crb'))

/** The guest's trusted platform module; undefined where it has none. */
export function readTpm(source: GuestOptionSource) {
  const [wanted, kind] = [version(source), model(source)]
  const modelOption = optionOf(source, 'hw:tpm_model', 'hw_tpm_model')
  if (wanted === undefined && modelOption !== undefined)
    throw refusal(modelOption, 'set hw:tpm_version (hw_tpm_version in an image) as well.')
  if (wanted === undefined) return undefined
  if (kind === 'tpm-crb' && wanted !== '2.0' && modelOption !== undefined)
    throw refusal(modelOption, 'that model exists in version 2.0 only: take tpm-tis, or version 2.0.')
  return { version: wanted, model: kind ?? 'tpm-tis' }
}
