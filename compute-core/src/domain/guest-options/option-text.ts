import { invalid } from '#platform/errors'

/** What a guest's hardware is chosen from: the flavor, which operators make, and the image's properties, which users make. */
export interface GuestOptionSource {
  flavor: { vcpus: number; ramMb: number; extraSpecs: Readonly<Record<string, string>> }
  imageProperties: Readonly<Record<string, string>>
}

/** One value as somebody wrote it, and where, for the sentence that refuses it. */
export interface OptionText {
  key: string
  text: string
  by: 'flavor' | 'image'
}

/** Makes a value of what is written, or refuses it with what may be written instead. */
export type Parse<Value> = (option: OptionText) => Value

/** What the flavor's extra spec says, or undefined where it is not set. */
export const spec = ({ flavor }: GuestOptionSource, key: string): OptionText | undefined =>
  option(flavor.extraSpecs, key, 'flavor')

/** What the image's property says, or undefined where it is not set. */
export const property = ({ imageProperties }: GuestOptionSource, key: string): OptionText | undefined =>
  option(imageProperties, key, 'image')

/** What either says of it; the flavor's where both do. */
export const optionOf = (source: GuestOptionSource, specKey: string, propertyKey: string): OptionText | undefined =>
  spec(source, specKey) ?? property(source, propertyKey)

/** The refusal of a option: whose it is, what it says, why not, and what would do. */
export const refusal = ({ key, text, by }: OptionText, why: string) =>
  invalid(`The ${by}'s ${key} is ${text}; ${why}`, by === 'flavor' ? 'flavorRef' : 'imageRef')

function option(from: Readonly<Record<string, string>>, key: string, by: OptionText['by']): OptionText | undefined {
  const text = Object.hasOwn(from, key) ? from[key] : undefined
  return text === undefined ? undefined : { key, text, by }
}
