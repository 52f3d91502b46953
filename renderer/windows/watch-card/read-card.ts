import type { KoshinBridge } from '../../../preload/capabilities.ts'
import { isWebAddress } from '../../../preload/entered.ts'

/** As it stands in the fields. */
export interface Written {
  readonly name: string
  readonly page: string
  readonly note: string
  readonly from: string
  readonly until: string
  /** Empty: the certificate's own. */
  readonly hour: string
  /** One a line. */
  readonly elsewhere: string
}

type Card = Omit<Parameters<KoshinBridge['watch']['save']>[0], 'id'>

/** What is written, and which fields are not right. */
export function readCard(written: Written): { readonly card: Card; readonly wrong: ReadonlySet<keyof Written> } {
  const { name, note, hour } = written
  const page = written.page.trim()
  const elsewhere = [...new Set(written.elsewhere.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
  const [from, until] = [daysOf(written.from), daysOf(written.until)]
  const wrong = new Set<keyof Written>()
  if (page !== '' && !isWebAddress(page)) wrong.add('page')
  if (!(from >= 1 && from <= 364)) wrong.add('from')
  if (!(until >= 0 && until <= 364)) wrong.add('until')
  if (elsewhere.length > 20 || elsewhere.some((line) => line.length > 120)) wrong.add('elsewhere')
  const rule = { from, until, ...(hour === '' ? {} : { hour: Number(hour) }) }
  return { card: { name: name.trim(), page, note: note.trim(), rule, elsewhere }, wrong }
}

/** NaN for what is no whole number; in full width, too. */
function daysOf(text: string): number {
  const folded = text.normalize('NFKC').trim()
  return /^\d{1,3}$/.test(folded) ? Number(folded) : Number.NaN
}
