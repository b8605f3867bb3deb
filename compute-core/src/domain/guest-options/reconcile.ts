import { invalid } from '#platform/errors'
import { property, spec, type GuestOptionSource, type Parse } from './option-text.ts'

/** Reads one option from a flavor and an image; undefined where neither says anything. */
export type Read<Value> = (source: GuestOptionSource) => Value | undefined

/** What only the image may choose. */
export const fromImage =
  <Value>(key: string, parse: Parse<Value>): Read<Value> =>
  (source) =>
    parsed(property(source, key), parse)

/** What only the flavor may choose. */
export const fromFlavor =
  <Value>(key: string, parse: Parse<Value>): Read<Value> =>
  (source) =>
    parsed(spec(source, key), parse)

/** What both may choose, and the image's choice counts. */
export const imageFirst =
  <Value>(specKey: string, propertyKey: string, parse: Parse<Value>): Read<Value> =>
  (source) => {
    const [flavor, image] = both(source, specKey, propertyKey, parse)
    return image ?? flavor
  }

/** What both may choose, and the flavor's choice counts. */
export const flavorFirst =
  <Value>(specKey: string, propertyKey: string, parse: Parse<Value>): Read<Value> =>
  (source) => {
    const [flavor, image] = both(source, specKey, propertyKey, parse)
    return flavor ?? image
  }

/** What both may choose, but not differently. */
export const agreed =
  <Value>(specKey: string, propertyKey: string, parse: Parse<Value>): Read<Value> =>
  (source) => {
    const [flavor, image] = both(source, specKey, propertyKey, parse)
    if (flavor !== undefined && image !== undefined && flavor !== image)
      throw invalid(
        `The flavor's ${specKey} is ${flavor} and the image's ${propertyKey} is ${image}: they must agree. Pick another flavor or image, or change one of the two.`,
      )
    return flavor ?? image
  }

function both<Value>(source: GuestOptionSource, specKey: string, propertyKey: string, parse: Parse<Value>) {
  return [parsed(spec(source, specKey), parse), parsed(property(source, propertyKey), parse)] as const
}

const parsed = <Value>(option: ReturnType<typeof spec>, parse: Parse<Value>): Value | undefined =>
  option === undefined ? undefined : parse(option)
