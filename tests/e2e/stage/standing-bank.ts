/** The demo bank as any other server: a process that no app has started, at which a customer has a certificate. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type BankProcess, launchBank } from '../../protocol/peers/running-bank.ts'
import { BankAndHome } from './bank-and-home.ts'

export class StandingBank extends BankAndHome {
  constructor(
    folder: string,
    readonly bank: BankProcess,
  ) {
    super(folder)
  }

  async bankState() {
    const [customers, mails] = await Promise.all([this.bank.customers(), this.bank.mails()])
    return { customers, mails }
  }
}

/**
 * @param folder in which a demo has laid out its starting point
 * @param program the bank's
 * @param atEnd is given what ends the bank
 */
export async function standBank(
  folder: string,
  program: string,
  atEnd: (end: () => Promise<void>) => void,
): Promise<StandingBank> {
  const place = path.join(folder, 'bank')
  const settings = readFileSync(path.join(place, 'koshin.json'), 'utf8')
  const before = (JSON.parse(settings) as { bank: { est: { url: string } } }).bank.est.url
  const start = { kind: 'start', folder: place, host: 'localhost', port: 0, reminderInterval: 0 } as const
  const running = await launchBank(start, { program, work: folder, atEnd })
  // Each start has a port of its own, and other programs know of it what these files say.
  for (const name of ['koshin.json', 'demo.koshin-bank']) {
    const file = path.join(place, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, running.origin))
  }
  mkdirSync(path.join(folder, 'outer-home'), { recursive: true })
  return new StandingBank(folder, running)
}
