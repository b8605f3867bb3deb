import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { openApiOf } from '#platform/service/openapi'
import type { ServiceDefinition } from '#platform/service/service-definition'

/** What a test of a service's documentation needs to know besides its definition. */
export interface DocumentationCase {
  // Any service: nothing is asked about what it stands on.
  definition: ServiceDefinition<any, any> // oxlint-disable-line typescript/no-explicit-any
  /** Asks the service for the document. */
  serve(): Promise<{ status: number; body: { paths: object } }>
  /** Routes that answer without JSON although others of their status have it. */
  withoutJson: readonly string[]
}

/** What a service promises of its documentation, as tests. */
export function documentationSuite({ definition, serve, withoutJson }: DocumentationCase): void {
  const newest = definition.routes.filter(({ until }) => until === definition.versions.max)
  const namesOf = (routes: typeof newest) => routes.map(({ method, path }) => `${method} ${path}`)

  describe('the documentation', () => {
    const document = openApiOf(definition, definition.rules)
    test('is a valid OpenAPI document', async () => {
      expect(await new Validator().validate(structuredClone(document) as Record<string, unknown>)).toMatchObject({
        valid: true,
      })
    })
    test('has a summary for every route, and a schema for every body', () => {
      expect(namesOf(newest.filter(({ summary }) => !summary))).toEqual([])
      expect(namesOf(newest.filter(({ read }) => read && !read.schema))).toEqual([])
      const undeclared = newest.filter(({ response, success }) => !response && ![204, 202, 206].includes(success))
      expect(namesOf(undeclared)).toEqual(withoutJson)
    })
    test('is served', async () => {
      const { status, body } = await serve()
      expect({ status, paths: Object.keys(body.paths).length > 0 }).toEqual({ status: 200, paths: true })
    })
  })
}
