/** What every foreign client can be told to do. */
import type { X509Certificate } from 'node:crypto'
import type { RunningBank } from '../../protocol/peers/bank-process.ts'
import type { Holder } from '../../protocol/peers/openssl.ts'
import type { Keys, Strings } from '../peers/bouncy-castle.ts'
import type { Operation } from '../table.ts'

export interface Request {
  readonly bank: RunningBank
  /** Its own, for keys and whatever else it writes. */
  readonly folder: string
  /** The new key's kind. */
  readonly keys: Keys
  /** How the request writes the names. */
  readonly strings: Strings
  readonly tls?: '1.2' | '1.3'
}

export interface Made {
  /** undefined: it got none. */
  readonly certificate: X509Certificate | undefined
  /** PEM file. */
  readonly key: string
  readonly words: string
}

export interface Client {
  readonly name: string
  readonly protocol: 'est' | 'cmp'
  /** Why it cannot be had here. */
  readonly missing: string | undefined
  /** What it cannot do: the names of the reasons. */
  readonly lacks: Partial<Record<Operation, string>>
  /** What the bank refuses it on purpose: the names of the reasons. */
  readonly refused?: Partial<Record<Operation, string>>
  /** How it tells that it was refused. */
  readonly refusal: RegExp
  enrol(request: Request, password: string): Promise<Made>
  renew(request: Request, current: Holder): Promise<Made>
}
