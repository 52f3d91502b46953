/**
 * Who we are to a proxy: as told before in this run, as kept in the operating system's keyring, or as the user says
 * now. Nothing of it is ever in a file, an argument or a log.
 */
import type { Result } from '../renewal/errors.ts'
import type { ProxyChallenge, ProxyCredentials } from './connection.ts'

/** The operating system's keyring (storage/secrets.ts). */
interface Keyring {
  read(account: string): Promise<Result<string | undefined>>
  write(account: string, secret: string): Promise<Result<void>>
  remove(account: string): Promise<Result<void>>
}

interface ProxyQuestion extends ProxyChallenge {
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
}

export function createProxySignIn({ secrets, ask }: ProxySignInPorts): ProxySignIn {
  const told = new Map<string, ProxyCredentials>()
  /** Checks go on in the background: they must not bring back a window that was closed. */
  const declined = new Set<string>()
  const asking = new Map<string, Promise<ProxyCredentials | undefined>>()

  async function find(name: string, { refused, ...proxy }: ProxyChallenge): Promise<ProxyCredentials | undefined> {
    const known = told.get(name) ?? readCredentials(await secrets.read(name))
    if (known !== undefined && !refused) {
      told.set(name, known)
      return known
    }
    if (refused) await forget(name)
    if (declined.has(name)) return undefined
    const canRemember = (await secrets.read(name)).ok
    const answer = await ask({ ...proxy, refused, canRemember })
    if (answer === undefined) {
      declined.add(name)
      return undefined
    }
    const { username, password, remember } = answer
    told.set(name, { username, password })
    // A keyring that fails meanwhile costs one more question after the next start, nothing else.
    if (remember && canRemember) await secrets.write(name, JSON.stringify({ username, password }))
    return { username, password }
  }

  async function forget(name: string): Promise<void> {
    told.delete(name)
    await secrets.remove(name)
  }

  return {
    answer(challenge) {
      const name = `${challenge.host}:${challenge.port} ${challenge.realm}`
      const found = asking.get(name) ?? find(name, challenge).finally(() => asking.delete(name))
      asking.set(name, found)
      return found
    },
    askAgain: () => declined.clear(),
  }
}

function readCredentials(kept: Awaited<ReturnType<Keyring['read']>>): ProxyCredentials | undefined {
  if (!kept.ok || kept.value === undefined) return undefined
  try {
    const { username, password } = (JSON.parse(kept.value) ?? {}) as Partial<ProxyCredentials>
    return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined
  } catch {
    return undefined
  }
}
