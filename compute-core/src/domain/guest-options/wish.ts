import { invalid } from '#platform/errors'

/** What a guest's hardware is chosen from: the flavor, which operators make, and the image's properties, which users make. */
export interface GuestOptionSource {
  flavor: { vcpus: number; ramMb: number; extraSpecs: Readonly<Record<string, string>> }
  imageProperties: Readonly<Record<string, string>>
}

/** One value as somebody wrote it, and where, for the sentence that refuses it. */
export interface Wish {
  key: string
  text: string
  by: 'flavor' | 'image'
}

/** Makes a value of what is written, or refuses it with what may be written instead. */
export type Parse<Value> = (wish: Wish) => Value

/** What the flavor's extra spec says, or undefined where it is not set. */
export const spec = ({ flavor }: GuestOptionSource, key: string): Wish | undefined =>
  wish(flavor.extraSpecs, key, 'flavor')

/** What the image's property says, or undefined where it is not set. */
export const property = ({ imageProperties }: GuestOptionSource, key: string): Wish | undefined =>
  wish(imageProperties, key, 'image')

/** What either says of it; the flavor's where both do. */
export const wishOf = (source: GuestOptionSource, specKey: string, propertyKey: string): Wish | undefined =>
  spec(source, specKey) ?? property(source, propertyKey)

/** The refusal of a wish: whose it is, what it says, why not, and what would do. */
export const refusal = ({ key, text, by }: Wish, why: string) =>
  invalid(`The ${by}'s ${key} is ${text}; ${why}`, by === 'flavor' ? 'flavorRef' : 'imageRef')

function wish(from: Readonly<Record<string, string>>, key: string, by: Wish['by']): Wish | undefined {
  const text = Object.hasOwn(from, key) ? from[key] : undefined
  return text === undefined ? undefined : { key, text, by }
}
