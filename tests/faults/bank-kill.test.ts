/** The demo bank killed at each of its own steps, and started again: the customer's app finishes with one certificate. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BankProcess, startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { giveFoundation } from '../protocol/peers/founded-bank.ts'
import { quietPort } from '../protocol/peers/quiet-port.ts'
import { cut } from './extent.ts'
import { customerMachine, noElectron } from './machine.ts'
import { printTable } from './table.ts'

if (noElectron !== undefined) console.warn(`killing the bank is skipped: ${noElectron}`)

const file = path.join(import.meta.dirname, 'bank-switch.cjs')

/** A bank that can be started again at the same address; `killAt` ends it at that moment. */
function home() {
  const work = temporaryFolder()
  const folder = path.join(work, 'bank')
  const moments = path.join(work, 'moments')
  let port: number | undefined
  return {
    work,
    moments: () => readFileSync(moments, 'utf8').split('\n').filter(Boolean),
    async start(killAt?: string): Promise<BankProcess> {
      const environment = { KOSHIN_MOMENTS: moments, ...(killAt === undefined ? {} : { KOSHIN_KILL_AT: killAt }) }
      if (port === undefined) await giveFoundation(folder)
      port ??= await quietPort()
      return startBank({ folder, port, preload: { file, environment } })
    },
  }
}

const flows = [
  { title: 'EST', status: 'due', command: 'renew', nth: 28 },
  { title: 'CMP', status: 'grace', command: 'renew', nth: 28 },
  { title: 'first enrolment', status: undefined, command: 'enrol', nth: 28 },
] as const

describe.skipIf(noElectron !== undefined)('a bank that is killed while it works', { timeout: 60 * 60_000 }, () => {
  it.each(flows)('has issued one certificate in the end ($title)', async ({ title, status, command, nth }) => {
    const known = home()
    const whole = await known.start()
    const first = await customerMachine(whole, known.work, { status })
    await first.unattended(command, { input: `${first.password ?? ''}\n` })
    const moments = known.moments()
    await whole.stop()
    expect(moments.length).toBeGreaterThan(10)

    const rows: (string | number)[][] = []
    for (const moment of cut(moments, nth, `bank ${title}`)) {
      const { work, start } = home()
      const doomed = await start(moment)
      const machine = await customerMachine(doomed, work, { status })
      const input = `${machine.password ?? ''}\n`
      const cutOff = await machine.unattended(command, { input })
      await doomed.kill()
      const after = await start()
      const last = await machine.unattended(command, { input })
      const issued = (await after.certificates()).filter(({ issuedBy }) => issuedBy !== 'start').length
      const keys = machine.keys() - (status === undefined ? 1 : 2)
      await after.stop()

      const told = (lines: typeof last.lines) =>
        lines.map((line) => (line.event === 'result' ? (line.failure?.code ?? line.outcome) : '')).at(-1) ?? ''
      rows.push([moment, told(cutOff.lines), told(last.lines), issued, keys])
      expect
        .soft({ moment, issued, keys, certificates: machine.certificates().length })
        .toEqual({ moment, issued: 1, keys: 0, certificates: 1 })
      // Killed after its answer was out, the bank was missed by nobody: the first run had finished.
      expect.soft(told(last.lines), moment).toBe(told(cutOff.lines) === 'done' ? 'nothing-to-do' : 'done')
    }
    printTable(`The demo bank killed (${title})`, ['moment', 'the app said', 'then', 'issued', 'orphans'], rows)
  })
})
