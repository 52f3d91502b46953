import { locationIn } from '../answer.ts'
import type { HttpAnswer, HttpRequest } from '../transport/http.ts'

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * The request that a redirect leads to, or undefined where it must not be followed (RFC 7030 3.2.1): only a GET, which
 * changes nothing and carries no secret, and only to the same origin, which is the server that has shown who it is.
 * Anywhere else a credential could be lured to, so somebody has to configure that address instead.
 */
export function redirected(request: HttpRequest, answer: HttpAnswer): HttpRequest | undefined {
  const location = locationIn(answer)
  if (request.method !== 'GET' || !redirects.has(answer.status) || location === undefined) return undefined
  if (!URL.canParse(location, request.url)) return undefined
  const target = new URL(location, request.url)
  if (target.origin !== new URL(request.url).origin) return undefined
  if (target.username !== '' || target.password !== '') return undefined
  target.hash = ''
  return { ...request, url: target.href }
}
