/**
 * Who we are to a proxy: as told before in this run, as kept in the operating system's keyring, or as the user says
 * now. Nothing of it is ever in a file, an argument or a log.
 */
import type { Result } from '../../renewal/errors.ts'
import { printable } from '../../renewal/plain-text.ts'
import type { ProxyChallenge, ProxyCredentials } from './challenge.ts'

/** The operating system's keyring (storage/secrets.ts). */
interface Keyring {
  read(account: string): Promise<Result<string | undefined>>
  write(account: string, secret: string): Promise<Result<void>>
  remove(account: string): Promise<Result<void>>
  accounts(): Promise<Result<readonly string[]>>
}

interface ProxyQuestion extends Omit<ProxyChallenge, 'encrypted'> {
  /** The same proxy was answered by a stronger scheme before: it may be another one under its name. */
  readonly weakerThanBefore: boolean
  /** The password will be readable on the way to the proxy. */
  readonly unencrypted: boolean
  /** Does this computer have a keyring to keep the answer in? */
  readonly canRemember: boolean
}

interface ProxyAnswer extends ProxyCredentials {
  readonly remember: boolean
}

interface ProxySignInPorts {
  readonly secrets: Keyring
  /** undefined when nobody is there to be asked, or the window was closed. */
  readonly ask: (question: ProxyQuestion) => Promise<ProxyAnswer | undefined>
}

export interface ProxySignIn {
  /** Several connections may meet the same proxy at once: it is asked about once. */
  readonly answer: (challenge: ProxyChallenge) => Promise<ProxyCredentials | undefined>
  /** The user did something: whoever closed the window before may be asked again. */
  readonly askAgain: () => void
  /** The proxies, as `host:port`, whose passwords the keyring holds; none where it cannot be read. */
  readonly kept: () => Promise<readonly string[]>
  /** What was entered for this proxy (`host:port`), in the keyring and in this run. */
  readonly forget: (place: string) => Promise<void>
}

export function createProxySignIn({ secrets, ask }: ProxySignInPorts): ProxySignIn {
  const told = new Map<string, ProxyCredentials>()
  /** By `host:port`, the way that it was last answered by, with the user's knowledge. */
  const answered = new Map<string, string>()
  /**
   * By `host:port`. Checks go on in the background: they must not bring back a window that was closed, and whoever answers
   * under that address could give itself another realm each time.
   */
  const declined = new Set<string>()
  const asking = new Map<string, Promise<ProxyCredentials | undefined>>()

  async function find(name: string, challenge: ProxyChallenge): Promise<ProxyCredentials | undefined> {
    const { refused, encrypted, ...proxy } = challenge
    const place = `${proxy.host}:${proxy.port}`
    const way = wayOf(challenge)
    const before = answered.get(place) ?? (await keptWay(place))
    const weakerThanBefore = strengthOf(way) < strengthOf(before)
    const known = told.get(name) ?? readCredentials(await secrets.read(name))
    if (known !== undefined && !refused && !weakerThanBefore) {
      told.set(name, known)
      answered.set(place, way)
      return known
    }
    if (refused) await forget(name)
    if (declined.has(place)) return undefined
    // Older versions kept it for any scheme, which is how it could be asked for by a stranger.
    await secrets.remove(`${place} ${proxy.realm}`)
    const canRemember = (await secrets.read(name)).ok
    const unencrypted = proxy.scheme === 'basic' && !encrypted
    // Whoever answers under this address wrote it: it must not push a warning out of sight, nor pass for our own words.
    const realm = printable(proxy.realm)
    const answer = await ask({ ...proxy, realm, refused, weakerThanBefore, unencrypted, canRemember })
    if (answer === undefined) {
      declined.add(place)
      return undefined
    }
    const { username, password, remember } = answer
    told.set(name, { username, password })
    answered.set(place, way)
    // A keyring that fails meanwhile costs one more question after the next start, nothing else.
    if (remember && canRemember) {
      await secrets.write(name, JSON.stringify({ username, password }))
      await secrets.write(schemeName(place), way)
    }
    return { username, password }
  }

  async function keptWay(place: string): Promise<string | undefined> {
    const kept = await secrets.read(schemeName(place))
    return kept.ok ? kept.value : undefined
  }

  async function accounts(): Promise<readonly string[]> {
    const found = await secrets.accounts()
    return found.ok ? found.value : []
  }

  async function forget(name: string): Promise<void> {
    told.delete(name)
    await secrets.remove(name)
  }

  return {
    answer(challenge) {
      // The way belongs to it: what was meant for one that keeps the password secret must not be said in clear.
      const name = `${wayOf(challenge)} ${challenge.host}:${challenge.port} ${challenge.realm}`
      const found = asking.get(name) ?? find(name, challenge).finally(() => asking.delete(name))
      asking.set(name, found)
      return found
    },
    askAgain: () => declined.clear(),
    async kept() {
      const places = (await accounts()).flatMap((account) => placeOf(account) ?? [])
      return [...new Set(places)].sort()
    },
    async forget(place) {
      for (const name of [...told.keys(), ...(await accounts())].filter((one) => placeOf(one) === place)) {
        await forget(name)
      }
      answered.delete(place)
      await secrets.remove(schemeName(place))
    },
  }
}

const wayOf = ({ scheme, encrypted }: Pick<ProxyChallenge, 'scheme' | 'encrypted'>): string =>
  encrypted ? `${scheme} over tls` : scheme

/**
 * The weakest first: Basic sends the password itself (RFC 7617), Digest a hash that can be guessed from. Over TLS the
 * proxy has shown who it is: whatever a stranger asks for in its place, unencrypted, is weaker.
 */
const schemes = ['basic', 'digest', 'ntlm', 'negotiate']
const strengths: readonly (string | undefined)[] = [
  ...schemes,
  ...schemes.map((scheme) => wayOf({ scheme, encrypted: true })),
]
/** Of none, less than of any. */
const strengthOf = (way: string | undefined): number => strengths.indexOf(way)

/** Under which the keyring keeps the way last used, beside the secrets. */
const schemeName = (place: string): string => `scheme of ${place}`

/** The `host:port` of the key of a secret, also of older versions, which had no way in it; undefined for other keys. */
const placeOf = (name: string): string | undefined =>
  /^(?:(?:basic|digest|ntlm|negotiate)(?: over tls)? )?(\S+:\d+) /.exec(name)?.[1]

function readCredentials(kept: Awaited<ReturnType<Keyring['read']>>): ProxyCredentials | undefined {
  try {
    const { username, password } = JSON.parse((kept.ok && kept.value) || '{}') as Partial<ProxyCredentials>
    return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined
  } catch {
    return undefined
  }
}
