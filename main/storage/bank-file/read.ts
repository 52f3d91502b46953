/** A bank file as it comes from a stranger: nothing of it counts before all of it was looked at. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import { pemToDer } from '../../x509/pem.ts'
import { readCertificate } from '../../x509/read.ts'
import { parseJson, textOf } from '../settings/json-text.ts'
import { jsonMistake, type Mistake, mistakesOf, type SettingsFailure, tellIssues } from '../settings/mistakes.ts'
import { kindOfError } from '../storage-failure.ts'
import { isPem } from '../settings/settings-schema.ts'
import { type BankFileContent, bankFileSchema, longestBankFile } from './schema.ts'

/** One that is as it has to be; whose it is, only its confirmation code or its domain tells. */
export interface BankFile {
  /** From which the confirmation code is made: exactly these. */
  readonly bytes: Uint8Array
  readonly content: BankFileContent
  /** Of all its addresses, the one that certificates come from first; other scripts as Punycode. */
  readonly hosts: readonly string[]
}

type Read<T> = Result<T, SettingsFailure>

/** More certificates than any bank changes between. */
const mostCertificates = 20

/**
 * Reads a file of this computer. Fails with bank-file.unreadable (also for what is no file: reading a pipe or a device
 * might never end) and bank-file.too-large.
 */
export async function loadBankFile(file: string): Promise<Result<Uint8Array>> {
  let opened: FileHandle | undefined
  try {
    opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await opened.stat()
    if (!stat.isFile()) return failure('bank-file.unreadable', { cause: 'no file' })
    const buffer = Buffer.alloc(longestBankFile + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await opened.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (length > longestBankFile)
        return failure('bank-file.too-large', { cause: `more than ${longestBankFile} bytes` })
      if (bytesRead === 0) return success(new Uint8Array(buffer.subarray(0, length)))
    }
  } catch (error) {
    return failure('bank-file.unreadable', { cause: kindOfError(error) })
  } finally {
    await opened?.close()
  }
}

/** Fails with bank-file.too-large, bank-file.newer-version, or bank-file.invalid, which names all that is wrong. */
export function readBankFile(bytes: Uint8Array): Read<BankFile> {
  if (bytes.length > longestBankFile) return refused('bank-file.too-large', `more than ${longestBankFile} bytes`)
  let given: unknown
  let text = ''
  try {
    text = strictText(bytes)
    given = parseJson(text)
  } catch (error) {
    const mistake = jsonMistake(error, text)
    // Not in the parser's words: they quote what a stranger wrote.
    const cause = mistake.kind === 'twice' ? 'a name is given twice' : 'no JSON in UTF-8 or UTF-16'
    return refused('bank-file.invalid', cause, [mistake])
  }
  // What a newer version knows must not be told as mistakes.
  const version = isNewer(given)
  if (version !== undefined) return refused('bank-file.newer-version', `version ${version}`)
  const parsed = bankFileSchema.safeParse(given)
  if (!parsed.success) {
    return refused('bank-file.invalid', tellIssues(parsed.error), mistakesOf(parsed.error, given))
  }
  const { trustAnchors, cmp } = parsed.data.bank
  const wrong =
    wrongCertificates('bank.trustAnchors', trustAnchors, true) ??
    (cmp?.signer !== undefined && isPem(cmp.signer)
      ? wrongCertificates('bank.cmp.signer', cmp.signer, false)
      : undefined)
  if (wrong !== undefined)
    return refused('bank-file.invalid', `${wrong.mistake.place}: ${wrong.cause}`, [wrong.mistake])
  return success({ bytes, content: parsed.data, hosts: hostsOf(parsed.data) })
}

function refused(code: FailureCode, cause: string, mistakes: readonly Mistake[] = []) {
  return { ok: false as const, failure: { ...failure(code, { cause }).failure, mistakes } }
}

/** @throws TypeError where bytes stand for no character: a reader that guesses shows another name than the next one */
export function strictText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
  return textOf(bytes)
}

function isNewer(given: unknown): number | undefined {
  const { version } = typeof given === 'object' && given !== null ? (given as { version?: unknown }) : {}
  return typeof version === 'number' && Number.isInteger(version) && version > 1 ? version : undefined
}

const blocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** There are certificates and nothing beside them: a private key least of all. Trust anchors are those of authorities. */
function wrongCertificates(
  place: string,
  pem: string,
  ofAuthorities: boolean,
): { readonly mistake: Mistake; readonly cause: string } | undefined {
  const wrong = (kind: Mistake['kind'], cause: string, detail?: string) => ({
    mistake: { place, kind, ...(detail === undefined ? {} : { detail }) },
    cause,
  })
  const ders = pemToDer(pem)
  if (!ders.ok) return wrong('no-certificates', ders.failure.cause ?? '')
  if (pem.replaceAll(blocks, '').trim() !== '') return wrong('form', 'something else stands beside the certificates')
  if (ders.value.length > mostCertificates)
    return wrong('range', `more than ${mostCertificates}`, `≤ ${mostCertificates}`)
  for (const [index, der] of ders.value.entries()) {
    const number = String(index + 1)
    const facts = readCertificate(der)
    if (!facts.ok) return wrong('no-certificates', `certificate ${number}: ${facts.failure.cause ?? ''}`)
    if (ofAuthorities && !facts.value.authority)
      return wrong('no-authority', `certificate ${number} is no authority's`, number)
  }
  return undefined
}

function hostsOf({ bank }: BankFileContent): readonly string[] {
  const { est, cmp, portal, renewal, bankingUrl, helpDesk } = bank
  const urls = [est?.url, cmp?.url, portal?.url, renewal?.page, bankingUrl, helpDesk?.page].filter(
    (url) => url !== undefined,
  )
  return [...new Set(urls.map((url) => new URL(url).host))]
}
