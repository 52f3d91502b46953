import { failure, type Result, success } from '../../renewal/errors.ts'

const operations = ['cacerts', 'csrattrs', 'simpleenroll', 'simplereenroll'] as const
type Operation = (typeof operations)[number]

/** Names that the protocol keeps for itself (RFC 7030 3.2.2), also those that Koshin does not use. */
const reserved: ReadonlySet<string> = new Set([...operations, 'fullcmc', 'serverkeygen'])
const root = '/.well-known/est'

export interface EstServer {
  /** e.g. https://bank.example or https://bank.example/.well-known/est */
  readonly url: string
  /** The CA among several on one server (RFC 7030 3.2.2). */
  readonly label?: string | undefined
}

/** The address of an operation: https, `/.well-known/est[/label]/operation`. Fails with config.invalid. */
export function operationUrl({ url, label }: EstServer, operation: Operation): Result<string> {
  if (!URL.canParse(url)) return invalid('not an address')
  const { protocol, username, password, host, pathname, search, hash } = new URL(url)
  if (protocol !== 'https:') return invalid('https is needed')
  // A password in an address would be in logs and in every settings file.
  if (username !== '' || password !== '') return invalid('an address with a user name or password')
  if (search !== '' || hash !== '') return invalid('an address with a query or fragment')
  const path = pathname.replace(/(?<!\/)\/+$/, '')
  // A path in front of the well-known one is not in the RFC, but reverse proxies need it.
  const base = path.endsWith(root) ? path : `${path}${root}`
  if (label !== undefined && (!/^[A-Za-z0-9._~-]+$/.test(label) || /^\.+$/.test(label) || reserved.has(label))) {
    return invalid('the label is not one path segment, or is the name of an operation')
  }
  return success(`https://${host}${base}${label === undefined ? '' : `/${label}`}/${operation}`)
}

function invalid(cause: string): Result<never> {
  return failure('config.invalid', { cause: `EST URL: ${cause}` })
}
