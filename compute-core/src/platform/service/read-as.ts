import type { z } from 'zod'
import { invalid } from '#platform/errors'
import type { Reader, RequestContext } from './route.ts'

/** Reads a body by `schema`, or by the one that the request's version has. */
export function readAs<Rule extends string, Schema extends z.ZodType>(
  schema: Schema | ((context: RequestContext<Rule>) => Schema),
): Reader<Rule, z.output<Schema>> {
  const schemaOf = typeof schema === 'function' ? (schema as (context: RequestContext<Rule>) => Schema) : () => schema
  return described(schemaOf, (body, context) => parseBody(schemaOf(context), body, context.legacy))
}

/** A reader of one's own, with the schema that the documentation shows of what it takes. */
export function described<Rule extends string, Body>(
  schema: z.ZodType | ((context: RequestContext<Rule>) => z.ZodType),
  read: (body: unknown, context: RequestContext<Rule>) => Body,
): Reader<Rule, Body> {
  const schemaOf =
    typeof schema === 'function' ? (schema as (context: RequestContext<Rule>) => z.ZodType) : () => schema
  return Object.assign((body: unknown, context: RequestContext<Rule>) => read(body, context), { schema: schemaOf })
}

/** `body` as `schema` has it, or a 400 that names the field and what it should be. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  dropUnknown = false,
): z.output<Schema> {
  if (body === undefined) throw invalid('The request has no body. Send JSON.')
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issues = result.error.issues
  if (dropUnknown && issues.every((issue) => issue.code === 'unrecognized_keys'))
    return parseBody(schema, withoutUnknown(body, issues))
  throw refusal(deepest(issues[0]!))
}

/** Of the ways that a field may be written the last one said what is wrong with this one; of a key it is told what keys are like. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code === 'invalid_key') return { ...issue, message: issue.issues[0]?.message ?? issue.message }
  if (issue.code !== 'invalid_union') return issue
  const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0]?.[0]
  if (!nearest || nearest.code === 'invalid_type') return issue
  const inner = deepest(nearest)
  return { ...inner, path: [...issue.path, ...inner.path] }
}

const depth = (issues: readonly z.core.$ZodIssue[]) =>
  issues[0]?.code === 'invalid_type' && issues[0].path.length === 0 ? -1 : (issues[0]?.path.length ?? 0)

function refusal(issue: z.core.$ZodIssue) {
  const field = issue.path.join('.')
  const where = field === '' ? 'the body' : `field/attribute ${field}`
  if (issue.code === 'unrecognized_keys')
    return invalid(`Invalid input for ${where}. Unknown here: ${issue.keys.join(', ')}.`, field)
  return invalid(`Invalid input for ${where}. ${issue.message}`, field)
}

function withoutUnknown(body: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(body)
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const holder = issue.path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], copy)
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key]
  }
  return copy
}
