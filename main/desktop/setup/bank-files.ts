/**
 * The way of a bank file from whoever hands it over to the settings of this user: read and checked whole, shown with its
 * bank's name and hosts, confirmed, written, and the app begun anew with it.
 *
 * What confirms it comes from the bank itself, by another way than the file: a code in its letter, or the domain that
 * the file was fetched from.
 */
import path from 'node:path'
import type { BankFileQuestion, View } from '../../../preload/contract.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import { visible } from '../../renewal/plain-text.ts'
import { createQueue } from '../../renewal/turns.ts'
import type { BankFile } from '../../storage/bank-file/read.ts'
import type { Mistake } from '../../storage/settings/mistakes.ts'
import type { Tries } from './tries.ts'

/** A stranger has named it: no name turns its line around, or hides its end. */
const shownName = (file: string): string => visible(path.basename(file).slice(0, 120))

type BankFileView = View & { window: 'bank-file' }
type From = BankFileView['from']

export interface FetchedBankFile {
  readonly file: BankFile
  /** The domain in its own script, where that differs. */
  readonly readable: string | undefined
}

export interface BankFilePorts {
  /** Why no bank file may be taken over now; undefined: one may. */
  readonly hindrance: () => Promise<Failure | undefined>
  readonly load: (file: string) => Promise<Result<BankFile>>
  /** The domain as it is to be asked. Fails with bank-file.bad-domain. */
  readonly domain: (entered: string) => Result<string>
  readonly fetch: (host: string) => Promise<Result<FetchedBankFile>>
  /** Is this the file's code? Takes half a second at its first call for a file. */
  readonly isCode: (code: string, file: BankFile) => Promise<boolean>
  /** Asks in a window of its own: what a page says of its user's wish is not believed. */
  readonly confirm: (question: BankFileQuestion) => Promise<boolean>
  readonly takeOver: (file: BankFile) => Result<unknown>
  readonly tries: Tries
  /** The bank in the settings, if there is one. */
  readonly present: string | undefined
  /** Begins anew with the settings as they are now. */
  readonly restart: () => void
  readonly onView: () => void
}

interface Shown {
  readonly from: From
  readonly file?: BankFile
  readonly busy: boolean
  readonly failure?: Failure
}

export type BankFiles = ReturnType<typeof createBankFiles>

export function createBankFiles(ports: BankFilePorts) {
  const { hindrance, load, domain, fetch, isCode, confirm, takeOver, tries, present, restart, onView } = ports
  let shown: Shown | undefined
  /** Grows with whatever takes the place of what is under way. */
  let turn = 0
  /**
   * One domain at a time is asked, and asked about, and one file read, whose code takes memory: a page that was taken over
   * must bury neither its user nor network nor computer.
   */
  const inTurn = createQueue()

  function show(next: Shown | undefined): void {
    shown = next
    onView()
  }

  /** @returns is what began with this turn still what the user waits for? */
  function begin(next: Shown | undefined): () => boolean {
    const mine = ++turn
    show(next)
    return () => turn === mine
  }

  async function take(from: From, file: BankFile, isMine: () => boolean): Promise<void> {
    // Something may have begun while its user was looking for the letter.
    const hindered = await hindrance()
    if (!isMine()) return
    const refused = hindered ?? failureOf(takeOver(file))
    if (refused !== undefined) return show({ from, file, busy: false, failure: refused })
    restart()
  }

  async function fromDomain(from: From & { kind: 'domain' }, isMine: () => boolean): Promise<void> {
    const fetched = await fetch(from.host)
    if (!isMine()) return
    if (!fetched.ok) return show({ from, busy: false, failure: fetched.failure })
    const { file, readable } = fetched.value
    show({ from, file, busy: true })
    const { name: bankName } = file.content.bank
    const said = await confirm({
      question: 'bank-file',
      domain: from.host,
      ...(readable === undefined ? {} : { readable }),
      bankName,
      hosts: [...file.hosts],
    })
    if (!isMine()) return
    if (said) await take(from, file, isMine)
    else begin(undefined)
  }

  return {
    view(): BankFileView | undefined {
      if (shown === undefined) return undefined
      const { from, file, busy, failure } = shown
      const watched = file?.content.bank.renewal !== undefined
      return {
        window: 'bank-file',
        from,
        ...(file === undefined ? {} : { bank: { name: file.content.bank.name, hosts: [...file.hosts] } }),
        // Beside it, nothing gives way.
        ...(present === undefined || watched ? {} : { present }),
        ...(watched ? { watched } : {}),
        busy,
        ...(failure === undefined ? {} : { failure: bare(failure) }),
        mistakes: [...mistakesOf(failure)],
      }
    },
    /** @param file path */
    async open(file: string): Promise<void> {
      const from = { kind: 'file', name: shownName(file) } as const
      const isMine = begin({ from, busy: true })
      const refused = await hindrance()
      if (!isMine()) return
      if (refused !== undefined) return show({ from, busy: false, failure: refused })
      await inTurn(async () => {
        const loaded = await load(file)
        if (!isMine()) return
        show(loaded.ok ? { from, file: loaded.value, busy: false } : { from, busy: false, failure: loaded.failure })
        // Half a second that nobody has to wait for once the code is typed.
        if (loaded.ok) await isCode('', loaded.value).catch(() => undefined)
      }, isMine)
    },
    async fetch(entered: string): Promise<void> {
      const host = domain(entered)
      const from = { kind: 'domain', host: host.ok ? host.value : entered.trim().slice(0, 120) } as const
      const isMine = begin({ from, busy: true })
      const refused = (await hindrance()) ?? failureOf(host)
      if (!isMine()) return
      if (refused === undefined) await inTurn(() => fromDomain(from, isMine), isMine)
      else show({ from, busy: false, failure: refused })
    },
    /** @param code 12 digits */
    async enter(code: string): Promise<void> {
      if (shown?.file === undefined || shown.busy || shown.from.kind !== 'file') return
      const { from, file } = shown
      const wait = tries.wait()
      if (wait > 0) return show({ from, file, busy: false, failure: paused('bank-file.too-soon', wait) })
      const isMine = begin({ from, file, busy: true })
      const isRight = await isCode(code, file)
      if (!isMine()) return
      if (isRight) return take(from, file, isMine)
      tries.wrong()
      show({ from, file, busy: false, failure: paused('bank-file.wrong-code', tries.wait()) })
    },
    /** Away from the file, with nothing changed. */
    back(): void {
      begin(undefined)
    },
  }
}

function failureOf(result: Result<unknown>): Failure | undefined {
  return result.ok ? undefined : result.failure
}

const paused = (code: Failure['code'], ms: number): Failure =>
  ms === 0 ? { code, retry: 'later' } : { code, retry: 'later', retryAfter: Math.ceil(ms / 1000) }

/** As a window is told it. */
function bare({ code, retry, retryAfter, cause }: Failure) {
  return {
    code,
    retry,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(cause === undefined ? {} : { cause }),
  }
}

function mistakesOf(failure: Failure | undefined): readonly Mistake[] {
  return failure !== undefined && 'mistakes' in failure ? (failure.mistakes as readonly Mistake[]) : []
}
