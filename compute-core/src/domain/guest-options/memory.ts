import { yesOrNo } from './parse.ts'
import { agreed } from './reconcile.ts'
import { property, refusal, spec, optionOf, type GuestOptionSource, type Parse } from './option-text.ts'

const smallKib = 4
const kibPerUnit: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1024 ** 2, t: 1024 ** 3 }

/** How large the pages are that the guest's memory is made of: the host's small ones, its large ones, or so many KiB. */
export type PageSize = 'small' | 'large' | 'any' | number

const pageSize: Parse<PageSize> = (option) => {
  const word = (['small', 'large', 'any'] as const).find((each) => each === option.text)
  if (word !== undefined) return word
  const [, digits, unit, last] = /^(\d+)(?:([kKMGT])i?)?(b|bit|B)?$/.exec(option.text) ?? []
  // A bare number is in KiB, one with any unit in what the unit says.
  const units = unit === undefined ? (last === undefined ? 1 : 1 / 1024) : (kibPerUnit[unit.toLowerCase()] ?? 1)
  const kib = (Number(digits) * units) / (last === 'b' || last === 'bit' ? 8 : 1)
  if (Number.isInteger(kib) && kib >= smallKib) return kib
  throw refusal(option, 'write small, large, any, or a size such as 2MB.')
}

/** The page size that flavor and image agree on; an image may choose only where the flavor leaves it open. */
export function readPageSize(source: GuestOptionSource): PageSize | undefined {
  const [given, asked] = [spec(source, 'hw:mem_page_size'), property(source, 'hw_mem_page_size')]
  const [allowed, wanted] = [given && pageSize(given), asked && pageSize(asked)]
  if (asked === undefined || wanted === undefined) return allowed
  if (allowed === 'any' || allowed === 'large') return wanted
  throw refusal(
    asked,
    `the flavor's hw:mem_page_size is ${given?.text ?? 'not set'}. Pick a flavor with hw:mem_page_size=any or large.`,
  )
}

/** Whether the guest's memory may never be swapped out; that is only promised of pages whose size is promised. */
export function readLockedMemory(source: GuestOptionSource): boolean {
  const locked = agreed('hw:locked_memory', 'hw_locked_memory', yesOrNo)(source) ?? false
  const option = optionOf(source, 'hw:locked_memory', 'hw_locked_memory')
  if (locked && option !== undefined && readPageSize(source) === undefined)
    throw refusal(option, 'that needs hw:mem_page_size.')
  return locked
}

/** Whether pages of that size come from the host's store of large ones. */
export const isLarge = (size: PageSize | undefined): size is 'large' | number =>
  size === 'large' || (typeof size === 'number' && size > smallKib)
