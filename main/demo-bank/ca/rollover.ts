/**
 * The bank's CA key update (RFC 4210, 4.4; RFC 7030, 4.1.3): a new root of the same name that the old root vouches for
 * and that vouches for the old one, and a new issuing CA below it. First both are published, so that clients can take
 * the new root over; later the bank switches to it.
 */
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Authority, openAuthority } from './authority.ts'
import { type Issuer, issueCertificate } from './certificate.ts'

export interface Rollover {
  /** The CA that issues now. */
  current(): Authority
  /** DER, for /cacerts. */
  published(): readonly Uint8Array[]
  /** Once a successor is published; all DER. */
  update(): RootUpdate | undefined
  /** Whose client certificates are the bank's. */
  clientIssuers(): readonly Issuer[]
  /** What a TLS server sends beside its own certificate, so that whoever knows only the old root believes it; DER. */
  serverChain(): readonly Uint8Array[]
  publish(): Promise<void>
  /** From now on the new CA issues. @throws Error when it has not been published */
  switchOver(): void
}

export interface RootUpdate {
  readonly oldRoot: Uint8Array
  readonly newRoot: Uint8Array
  readonly newWithOld: Uint8Array
  readonly oldWithNew: Uint8Array
}

interface Successor {
  readonly authority: Authority
  readonly oldWithNew: Uint8Array
  readonly newWithOld: Uint8Array
}

const day = 24 * 60 * 60 * 1000
const years = 365 * day

/** Opens what lies in the bank's folder: a rollover outlives the bank's process. */
export async function openRollover(folder: string, first: Authority, clock: () => number): Promise<Rollover> {
  const marker = path.join(folder, 'ca-next', 'in-use')
  async function open(): Promise<Successor> {
    return crossCertify(first, await openAuthority(folder, clock(), successorOf), clock())
  }
  let successor = existsSync(path.join(folder, 'ca-next')) ? await open() : undefined
  let switched = existsSync(marker)
  const current = (): Authority => (switched && successor !== undefined ? successor.authority : first)

  return {
    current,
    published() {
      const { root, issuing } = current()
      if (successor === undefined) return [root, issuing]
      const { authority, oldWithNew, newWithOld } = successor
      return [authority.root, authority.issuing, first.root, first.issuing, oldWithNew, newWithOld]
    },
    update() {
      if (successor === undefined) return undefined
      const { authority, newWithOld, oldWithNew } = successor
      return { oldRoot: first.root, newRoot: authority.root, newWithOld, oldWithNew }
    },
    clientIssuers: () => [first.clientIssuer, ...(successor === undefined ? [] : [successor.authority.clientIssuer])],
    serverChain: () => (switched && successor !== undefined ? [successor.newWithOld] : []),
    async publish() {
      successor ??= await open()
    },
    switchOver() {
      if (successor === undefined) throw new Error('there is no successor to switch to')
      writeFileSync(marker, '', { flush: true })
      switched = true
    },
  }
}

/** RFC 7030, 4.1.3: the newest root is the one that lasts longest. */
const successorOf = { place: 'ca-next', life: 25 * years } as const

function crossCertify(old: Authority, authority: Authority, now: number): Successor {
  const life = { use: 'authority', notBefore: now - day, notAfter: now + 15 * years } as const
  const sign = (issuer: Issuer, { name, publicKey }: Issuer): Uint8Array =>
    issueCertificate(issuer, { ...life, subject: name, publicKey }).der
  return {
    authority,
    newWithOld: sign(old.rootIssuer, authority.rootIssuer),
    oldWithNew: sign(authority.rootIssuer, old.rootIssuer),
  }
}
