/** The demo bank as any other server: in a process that no app has started, at which a customer has a certificate. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type HousedBank, openHousedBank } from '../../../protocol/peers/housed-bank.ts'
import { startIn } from '../../../protocol/peers/running-bank.ts'
import { BankAndHome } from './bank-and-home.ts'

export class StandingBank extends BankAndHome {
  /** It cannot be reached any more, and another one may be opened in its folder. */
  isClosed = false

  constructor(
    folder: string,
    readonly bank: HousedBank,
  ) {
    super(folder)
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.bank.stop()
  }

  async bankState() {
    const [customers, mails] = await Promise.all([this.bank.customers(), this.bank.mails()])
    return { customers, mails }
  }
}

/** The settings of a customer of the bank, who has all that it offers: its portal, its internet banking, its help desk. */
export const wholeSettingsOf = (folder: string): string => path.join(folder, 'bank/whole.json')

/**
 * @param folder in which a demo has laid out its starting point
 * @param atEnd is given what closes the bank
 */
export async function standBank(folder: string, atEnd: (end: () => Promise<void>) => void): Promise<StandingBank> {
  const place = path.join(folder, 'bank')
  const settings = readFileSync(path.join(place, 'koshin.json'), 'utf8')
  const before = (JSON.parse(settings) as { bank: { est: { url: string } } }).bank.est.url
  const opened = await openHousedBank(startIn(place), folder, atEnd)
  // Each start has a port of its own, and other programs know of it what these files say.
  for (const name of ['koshin.json', 'demo.koshin-bank']) {
    const file = path.join(place, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, opened.origin))
  }
  const { bank } = JSON.parse(readFileSync(path.join(place, 'demo.koshin-bank'), 'utf8')) as { bank: object }
  writeFileSync(wholeSettingsOf(folder), JSON.stringify({ bank: { ...bank, trustAnchors: 'anchors.pem' } }))
  mkdirSync(path.join(folder, 'outer-home'), { recursive: true })
  return new StandingBank(folder, opened)
}
