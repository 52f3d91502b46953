/** What the pages of watched certificates show. Times in ms since the epoch. */
import type { CardNotes, Fixed, View } from '../../../preload/contract.ts'
import { daysLeft } from '../../renewal/certificates/certificate.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { WatchCard } from '../../renewal/watched/card.ts'
import type { FoundCertificate } from '../../renewal/watched/certificate.ts'
import type { GivenByOrganisation, WatchedLine } from '../../renewal/watched/line.ts'
import type { Silence } from '../notices/notifier.ts'

type ViewOf<W extends View['window']> = View & { window: W }

const day = 24 * 60 * 60 * 1000
/** What expired so long ago no chooser offers any more, and the line that hides it would only be in the way. */
const offeredAfter = 30 * day
/** Of replaced ones and hidden ones a card names so many. */
const most = 5

/** undefined while there is nothing to show. */
export function drawLines(
  lines: readonly WatchedLine[],
  failure: Failure | undefined,
  now: number,
  isBeside: boolean,
): ViewOf<'watch'> | undefined {
  // Nothing found is something else than nothing to be read.
  if (lines.length === 0 && failure === undefined && !isBeside) return undefined
  return {
    window: 'watch',
    lines: lines.map((line) => lineView(line, now)),
    ...(failure === undefined ? {} : { failure }),
    ...(isBeside ? { beside: true } : {}),
  }
}

function lineView(line: WatchedLine, now: number): ViewOf<'watch'>['lines'][number] {
  const { id, newest, kind, watched, name, card, status, renewedFrom } = line
  const offered = line.replaced.filter(({ notAfter }) => notAfter > now - offeredAfter)
  return {
    id,
    name,
    ...about(line, now),
    kind,
    status,
    watched,
    ...(card.note === undefined || card.note === '' ? {} : { note: card.note }),
    ...(status === 'due' && now > line.renewUntil ? { closed: true } : {}),
    ...(line.isForgotten ? { forgotten: true } : {}),
    elsewhere: hasToBeTold(line) ? elsewhereOf(card, newest) : [],
    replaced: offered.slice(0, most).map(namedOf),
    hidden: line.hidden.slice(0, most).map(namedOf),
    ...(renewedFrom === undefined ? {} : { renewedFrom: renewedFrom.serial }),
  }
}

/** Before there was a successor nothing has to be told of it; after it, until everything was. */
const hasToBeTold = ({ newest, card, renewedFrom }: WatchedLine): boolean =>
  renewedFrom !== undefined || ((card.history ?? []).length > 1 && elsewhereOf(card, newest).some(({ done }) => !done))

/** What every page tells of the certificate itself. */
function about({ newest, rule, renewUntil, page, pageBy, given }: WatchedLine, now: number) {
  const { holder, issuer, serial, notAfter } = newest
  return {
    ...{ holder, issuer, serial, notAfter, noticeDays: rule.from, daysLeft: daysLeft(newest, now) },
    ...(renewUntil === notAfter ? {} : { renewUntil }),
    ...(page === undefined ? {} : { page, pageBy }),
    fixed: fixedOf(given),
  }
}

function fixedOf({ watched, page, rule: { from, until, hour } = {} }: GivenByOrganisation): Fixed {
  const given = { watched, page, from, until, hour }
  return (Object.keys(given) as (keyof typeof given)[]).filter((name) => given[name] !== undefined)
}

const namedOf = ({ thumbprint, serial, notAfter }: FoundCertificate) => ({ thumbprint, serial, notAfter })

/** What else changes with the certificate, and whether it was told of this one. */
const elsewhereOf = ({ elsewhere = [] }: WatchCard, { thumbprint }: Pick<FoundCertificate, 'thumbprint'>) =>
  elsewhere.map(({ text, done }) => ({ text, done: done === thumbprint }))

export function drawCard(line: WatchedLine, failure: Failure | undefined): ViewOf<'watch-card'> {
  const { id, newest, name, card, given, page = '', rule } = line
  return {
    window: 'watch-card',
    id,
    holder: newest.holder,
    issuer: newest.issuer,
    name,
    suggestedName: line.suggestedName,
    page,
    note: card.note ?? '',
    rule: { ...rule },
    elsewhere: (card.elsewhere ?? []).map(({ text }) => text),
    fixed: fixedOf(given),
    history: historyOf(card),
    ...(failure === undefined ? {} : { failure }),
  }
}

/** The newest first. */
const historyOf = ({ history = [] }: WatchCard) =>
  history.map(({ serial, notAfter, since }) => ({ serial, notAfter, since })).reverse()

/** undefined where nobody has written anything, and nothing has happened. */
export function drawNotes({ id, newest, name, suggestedName, card }: WatchedLine): CardNotes | undefined {
  const { note = '', history = [] } = card
  const elsewhere = elsewhereOf(card, newest)
  const isOwn = card.name !== undefined && card.name !== suggestedName
  if (!isOwn && note === '' && elsewhere.length === 0 && history.length < 2) return undefined
  return { id, name, ...(note === '' ? {} : { note }), elsewhere, history: historyOf(card) }
}

function bankView({ name, helpDesk, caution }: NonNullable<WatchedLine['suggested']>) {
  return {
    name,
    ...(helpDesk === undefined ? {} : { helpDesk }),
    ...(caution === undefined ? {} : { caution }),
  }
}

export function drawNotice(line: WatchedLine, silence: Silence, now: number): ViewOf<'watch-notice'> {
  const { id, name, status, policy, suggested } = line
  return {
    window: 'watch-notice',
    id,
    name,
    ...about(line, now),
    status,
    ...(suggested === undefined ? {} : { bank: bankView(suggested) }),
    reminders: {
      canBeSilenced: silence.possible,
      ...(silence.until === undefined ? {} : { silentUntil: silence.until }),
      from: Math.max(...policy.reminderDays),
    },
  }
}
