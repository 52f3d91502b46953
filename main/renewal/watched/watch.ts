import { done, failure, type Result, success } from '../errors.ts'
import type { KeyStore, StoredCertificate } from '../ports.ts'
import { createTurns } from '../turns.ts'
import {
  type CardShelf,
  type CardText,
  defaultRule,
  type PastCertificate,
  type RenewalRule,
  type WatchCard,
} from './card.ts'
import type { SuggestedByBank } from './bank.ts'
import type { FoundCertificate } from './certificate.ts'
import { type GivenByOrganisation, lineOf, type WatchedLine } from './line.ts'
import { type Succession, successions } from './succession.ts'

interface WatchPorts {
  readonly keyStore: Pick<KeyStore, 'list' | 'retire' | 'restore'>
  /** undefined for what is no certificate. */
  readonly read: (der: Uint8Array) => FoundCertificate | undefined
  readonly cards: CardShelf
  /** What an organisation decided of a certificate's renewal. */
  readonly given?: (certificate: FoundCertificate) => GivenByOrganisation
  /** What its bank's file says of it. */
  readonly suggested?: (certificate: FoundCertificate) => SuggestedByBank | undefined
  /** Is it one of a bank whose settings are here? Then it is served, and not watched beside that. */
  readonly isServed?: (thumbprint: string) => boolean
  /** ms since the epoch */
  readonly clock: () => number
}

/** So many certificates of a line are remembered. */
const longestHistory = 20

/** Of lines in their order; one that has lapsed does not hide another that can still be renewed. */
export const mostUrgent = (lines: readonly WatchedLine[]): WatchedLine | undefined =>
  lines.find(({ status }) => status === 'grace') ?? lines.find(({ status }) => status === 'due') ?? lines[0]

/**
 * Every certificate of this computer that somebody may have to renew, whoever issued it. It reads; nothing in a key store
 * is changed but for what the user has hidden from choosers, and nobody is asked.
 */
export function createWatch({ keyStore, read: readCertificate, cards, given, suggested, isServed, clock }: WatchPorts) {
  /** What was read of each certificate, by thumbprint: none is taken apart at every look. */
  let read: ReadonlyMap<string, FoundCertificate | undefined> = new Map()
  /** Thumbprints of those that choosers do not offer. */
  let retired: ReadonlySet<string> = new Set()
  let found: readonly Succession[] = []
  const beginTurn = createTurns()

  const served = ({ newest, replaced }: Succession): boolean =>
    [newest, ...replaced].some(({ thumbprint }) => isServed?.(thumbprint))

  const lines = (): readonly WatchedLine[] => draw(found.filter((line) => isServed === undefined || !served(line)))

  function draw(shown: readonly Succession[]): readonly WatchedLine[] {
    const known = cards.read()
    const now = clock()
    return shown
      .map(({ newest, replaced }) => {
        const card = (known.ok && known.value[newest.line]) || {}
        const told = { given: given?.(newest) ?? {}, suggested: suggested?.(newest) }
        return lineOf([newest, ...replaced], retired, card, told, now)
      })
      .filter(({ newest }) => !newest.authority)
  }

  function change(id: string, changed: WatchCard | ((card: WatchCard) => WatchCard)): Result<void> {
    const known = cards.read()
    if (!known.ok) return known
    const card = known.value[id] ?? {}
    return cards.write({
      ...known.value,
      [id]: { ...card, ...(typeof changed === 'function' ? changed(card) : changed) },
    })
  }

  /** Those that a bank serves have their cards, too. */
  const lineWith = (id: string): WatchedLine | undefined => draw(found.filter(({ newest }) => newest.line === id))[0]

  /** Looks into the key store again; what was found before stays when it cannot be read. */
  async function refresh(): Promise<Result<readonly WatchedLine[]>> {
    const counts = beginTurn()
    const listed = await keyStore.list({ retired: true })
    if (!listed.ok) return listed
    if (!counts()) return success([])
    const known = cards.read()
    const hidden = new Set(known.ok ? Object.values(known.value).flatMap((card) => card.hidden ?? []) : [])
    // What others have hidden is not there for anybody.
    const there = listed.value.filter((one) => !one.retired || hidden.has(one.thumbprint))
    const before = read
    const look = ({ thumbprint, der }: StoredCertificate) =>
      [thumbprint, before.has(thumbprint) ? before.get(thumbprint) : readCertificate(der)] as const
    read = new Map(there.map(look))
    retired = new Set(there.filter((one) => one.retired).map(({ thumbprint }) => thumbprint))
    found = successions([...read.values()].filter((one) => one !== undefined))
    return remember()
  }

  return {
    lines,
    /** One of them, or one that a bank whose settings are here serves. */
    line: lineWith,
    /** The line that a certificate is of, served or not. */
    lineOf(thumbprint: string): WatchedLine | undefined {
      const certificate = read.get(thumbprint)
      return certificate && lineWith(certificate.line)
    },
    /** As `lines`, those alone that the user is reminded of. */
    watched: () => lines().filter((line) => line.watched),
    /** Answers the lines whose successor was not there at the last look. */
    refresh,
    damage: cards.damage,
    choose: (id: string, watched: boolean) => change(id, { watched }),
    /** What was told to other programs stays ticked, as long as its words do. */
    save(id: string, { name, elsewhere, note, page, rule }: CardText): Result<void> {
      const line = lineWith(id)
      if (line === undefined) return done
      return change(id, ({ name: _, elsewhere: ticked = [], page: ownPage, rule: ownRule }) => ({
        note,
        ...ownAgain(line, { page, rule }, { page: ownPage, rule: ownRule }),
        name: name === '' ? line.suggestedName : name,
        elsewhere: elsewhere.map((entry) => ticked.find(({ text: old }) => old === entry) ?? { text: entry }),
      }))
    },
    /** Ticks one of what else changes, or takes that back. */
    tick(id: string, index: number, isDone: boolean): Result<void> {
      const line = lineWith(id)
      if (line === undefined) return done
      return change(id, ({ elsewhere = [] }) => ({
        elsewhere: elsewhere.map(({ text, ...rest }, at) =>
          at !== index ? { text, ...rest } : { text, ...(isDone ? { done: line.newest.thumbprint } : {}) },
        ),
      }))
    },
    /** The user has seen that the newest has come. */
    acknowledge(id: string): Result<void> {
      const line = lineWith(id)
      return line === undefined ? done : change(id, { seen: line.newest.thumbprint })
    },
    /** Hides one that was replaced from choosers, at its user's word; its key is not touched, and it can be undone. */
    async hide(id: string, thumbprint: string): Promise<Result<void>> {
      const isReplaced = lineWith(id)?.replaced.some((one) => one.thumbprint === thumbprint)
      if (isReplaced !== true) return failure('keystore.certificate-missing')
      // Before it is done: whatever happens then, it is known that it was done here.
      const noted = change(id, ({ hidden = [] }) => ({ hidden: [...new Set([...hidden, thumbprint])] }))
      if (!noted.ok) return noted
      return then(await keyStore.retire(thumbprint))
    },
    /** Undoes `hide`. */
    async show(id: string, thumbprint: string): Promise<Result<void>> {
      const isHidden = lineWith(id)?.hidden.some((one) => one.thumbprint === thumbprint)
      if (isHidden !== true) return failure('keystore.certificate-missing')
      const restored = await keyStore.restore(thumbprint)
      if (!restored.ok) return restored
      const noted = change(id, ({ hidden = [] }) => ({ hidden: hidden.filter((one) => one !== thumbprint) }))
      return noted.ok ? then(noted) : noted
    },
  }

  async function then(result: Result<void>): Promise<Result<void>> {
    const looked = await refresh()
    return result.ok && !looked.ok ? looked : result
  }

  /** What is there for the first time counts as seen, or no successor could be told from it. */
  function remember(): Result<readonly WatchedLine[]> {
    const known = cards.read()
    if (!known.ok) return known
    const fresh = lines().filter(({ newest, card, isForgotten }) => !isForgotten && !isKnown(newest, card))
    if (fresh.length === 0) return success([])
    const noted = fresh.map(({ id, newest, card, replaced }) => {
      const history = [...begun(card, replaced), pastOf(newest)].slice(-longestHistory)
      const seen = history.some(({ thumbprint }) => thumbprint === card.seen) ? card.seen! : newest.thumbprint
      return [id, { ...card, history, seen }] as const
    })
    const written = cards.write({ ...known.value, ...Object.fromEntries(noted) })
    if (!written.ok) return written
    const ids = new Set(fresh.map(({ id }) => id))
    return success(lines().filter(({ id, renewedFrom }) => ids.has(id) && renewedFrom !== undefined))
  }

  function pastOf({ thumbprint, serial, notAfter }: FoundCertificate): PastCertificate {
    return { thumbprint, serial, notAfter, since: clock() }
  }

  /** A card of before there was a history knows the last one that was seen. */
  function begun({ history, seen }: WatchCard, replaced: readonly FoundCertificate[]): readonly PastCertificate[] {
    return history ?? replaced.filter(({ thumbprint }) => thumbprint === seen).map(pastOf)
  }
}

/** Of a rule that was saved, what is the user's: in place of what is given, what was there before. */
type PageAndRule = { readonly page: string; readonly rule: RenewalRule }

/**
 * What of a saved page and rule is the user's: what an organisation gives is not, once it gives that no longer, nor what the
 * bank itself says, as long as nobody has changed it.
 */
function ownAgain(
  { given, suggested }: WatchedLine,
  saved: PageAndRule,
  own: { readonly [Name in keyof PageAndRule]: PageAndRule[Name] | undefined },
): Partial<PageAndRule> {
  const asTheBankSays = { ...defaultRule, ...suggested?.rule }
  const page = given.page === undefined ? saved.page : (own.page ?? '')
  const rule = ruleWithout(given.rule, saved.rule, own.rule)
  const isBanksPage = suggested !== undefined && own.page === undefined && page === suggested.page
  const isBanksRule = suggested !== undefined && own.rule === undefined && isSameRule(rule, asTheBankSays)
  return { ...(!isBanksPage && { page }), ...(!isBanksRule && { rule }) }
}

const isSameRule = (one: RenewalRule, other: RenewalRule): boolean =>
  one.from === other.from && one.until === other.until && one.hour === other.hour

function ruleWithout(
  given: Partial<RenewalRule> = {},
  saved: RenewalRule,
  own: RenewalRule = defaultRule,
): RenewalRule {
  const hour = given.hour === undefined ? saved.hour : own.hour
  return {
    from: given.from === undefined ? saved.from : own.from,
    until: given.until === undefined ? saved.until : own.until,
    ...(hour !== undefined && { hour }),
  }
}

const isKnown = (newest: FoundCertificate, { history = [] }: WatchCard): boolean =>
  history.some(({ thumbprint }) => thumbprint === newest.thumbprint)
