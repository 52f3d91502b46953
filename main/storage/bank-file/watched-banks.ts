/** The banks whose customers renew on the bank's own page, as their bank files told: `watched-banks.json`. */
import { z } from 'zod'
import { failure, type Result } from '../../renewal/errors.ts'
import type { WatchedBank } from '../../renewal/watched/bank.ts'
import { longestRule } from '../../renewal/watched/limits.ts'
import { subjectKeyIdOf } from '../../x509/extensions.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { pemToDer } from '../../x509/pem.ts'
import { readCertificate } from '../../x509/read.ts'
import { openDocument } from '../document.ts'
import { address, type BankFileContent, ownBank } from './schema.ts'

/** More than anybody has banks; the one that was told of first goes first. */
const most = 20

const days = z.int().min(0).max(longestRule)
/** Nothing but what a bank file may say: the record can be changed by others, and what it names is shown and opened. */
const watchedBank = z.object({
  ...ownBank.pick({ name: true, helpDesk: true, caution: true }).shape,
  page: address,
  rule: z.object({
    from: days.min(1).exactOptional(),
    until: days.exactOptional(),
    hour: z.int().min(1).max(24).exactOptional(),
  }),
  issuers: z.array(z.object({ name: z.string(), key: z.string().exactOptional() })).readonly(),
}) satisfies z.ZodType<WatchedBank, unknown>
/** With whom to call, and what the bank says of calls and mails. */
export type ToldBank = z.infer<typeof watchedBank>

export interface WatchedBanks {
  /** None where the file cannot be read: certificates are watched without it, too. */
  all(): readonly ToldBank[]
  /** In the place of the one with its name. Fails with storage.full, storage.access-denied or bank-file.not-written. */
  add(bank: ToldBank): Result<void>
}

/** @param folder of the app's state */
export function openWatchedBanks(folder: string): WatchedBanks {
  const codes = { unreadable: 'bank-file.not-written', unwritable: 'bank-file.not-written' } as const
  const schema = z.array(watchedBank).readonly()
  const document = openDocument({ name: 'watched-banks', folder, schema, empty: [], codes })
  return {
    all() {
      const known = document.read()
      return known.ok ? known.value : []
    },
    add(bank) {
      const known = document.read()
      if (!known.ok) return known
      const others = known.value.filter(({ name }) => name !== bank.name)
      const written = document.write([...others, bank].slice(-most))
      if (!written.ok) return written
      const back = document.read()
      const isThere = back.ok && back.value.some(({ name }) => name === bank.name)
      return isThere ? written : failure('bank-file.not-written', { retry: 'later', cause: 'not read back' })
    },
  }
}

/** undefined for a bank that is served: its certificates are renewed here. */
export function toldBankOf({ bank }: BankFileContent): ToldBank | undefined {
  const { name, renewal, helpDesk, caution, trustAnchors } = bank
  if (renewal === undefined) return undefined
  const { page, ...rule } = renewal
  const anchors = pemToDer(trustAnchors)
  return {
    ...{ name, page, rule: withoutUndefined(rule), issuers: (anchors.ok ? anchors.value : []).flatMap(issuerOf) },
    ...(helpDesk !== undefined && { helpDesk }),
    ...(caution !== undefined && { caution }),
  }
}

function issuerOf(der: Uint8Array): ToldBank['issuers'] {
  const facts = readCertificate(der)
  if (!facts.ok) return []
  const key = subjectKeyIdOf(parseCertificate(der).extensions)
  return [{ name: facts.value.holder, ...(key !== undefined && { key }) }]
}

const withoutUndefined = (rule: { readonly [Name in keyof ToldBank['rule']]: number | undefined }): ToldBank['rule'] =>
  Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined))
