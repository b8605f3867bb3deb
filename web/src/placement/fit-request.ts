import type { FitQuestion } from '#shared/fit-address'
import { toRecord } from '#ui/key-values'

/** The body of `POST /kilonova/fit`. */
export interface FitRequest {
  server: {
    flavorRef?: string
    imageRef?: string
    availability_zone?: string
    host?: string
    min_count: number
    max_count: number
  }
  flavor?: { vcpus: number; ram: number; disk: number }
  'os:scheduler_hints'?: Record<string, unknown>
  project_id?: string
}

/** The request that a question stands for; a flavor that is known by its name only is looked up among `flavors`. */
export function fitRequest(question: FitQuestion, flavors: readonly { id: string; name: string }[]): FitRequest {
  const { flavor, sizes, image, zone, host, group, project, count, hints } = question
  const named = flavors.find(({ id }) => id === flavor) ?? flavors.find(({ name }) => name === flavor)
  const given = { ...Object.fromEntries(Object.entries(toRecord(hints)).map(hintOf)), ...(group && { group }) }
  return {
    server: {
      ...(flavor && { flavorRef: named?.id ?? flavor }),
      ...(image && { imageRef: image }),
      ...(zone && { availability_zone: zone }),
      ...(host && { host }),
      min_count: count,
      max_count: count,
    },
    ...(!flavor && sizes && { flavor: sizes }),
    ...(Object.keys(given).length > 0 && { 'os:scheduler_hints': given }),
    ...(project && { project_id: project }),
  }
}

/** A hint with commas is a list: `same_host` and `different_host` take several ids. */
const hintOf = ([key, value]: [string, string]): [string, unknown] => [
  key,
  /^[[{]/.test(value) || !value.includes(',') ? value : value.split(',').map((part) => part.trim()),
]
