import type { AccessRule } from '#platform/http/caller'

/**
 * Whether any of `rules` allows a request. In their paths `*` and a name in braces stand for one segment, `**` for the rest, as
 * keystonemiddleware has them.
 */
export const isAllowedBy = (rules: readonly AccessRule[], request: AccessRule): boolean =>
  rules.some(
    (rule) =>
      rule.service === request.service && rule.method === request.method && patternOf(rule.path).test(request.path),
  )

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split(/(\*\*|\*|\{[^/{}]*\})/)
      .map((part) => (part === '**' ? '.*' : /^[*{]/.test(part) ? '[^/]+' : escaped(part)))
      .join('')}$`,
  )

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Whether a path is one that a rule may have: wildcards are whole segments, and `**` the last, so that none takes long to compare. */
export const isRulePath = (path: string): boolean =>
  /^(?:\/(?:[^/*{}]*|\*|\{[^/{}]+\}))*(?:\/\*\*)?$/.test(path) && path !== ''
