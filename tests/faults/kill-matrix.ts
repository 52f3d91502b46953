/** Runs a flow once to learn its moments, then once for each moment, killed there and started again. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../protocol/peers/bank-process.ts'
import { cut } from './extent.ts'
import type { Machine, Switch } from './machine.ts'
import { printTable } from './table.ts'

/** The windows, or the run without windows, up to the end or to the kill. */
export type Act = (machine: Machine, watched?: Switch) => Promise<void>

export interface Flow {
  readonly title: string
  readonly machine: () => Promise<Machine>
  readonly act: Act
  /** Starts again, and goes on as a patient user would; answers what is wrong with what was seen. */
  readonly resume: (machine: Machine, stepAtKill: string | undefined) => Promise<readonly string[]>
  /** What is wrong while the app is dead. */
  readonly whileDead: (machine: Machine) => readonly string[]
  /** How many certificates the bank has issued so far. */
  readonly issued: () => Promise<number>
  readonly expected: {
    readonly issued: number | readonly number[]
    readonly certificates: number
    readonly keys: number
  }
  /** Of a cut, every nth moment. */
  readonly nth: number
}

interface Row {
  kills: number
  resumed: number
  issued: number
  orphans: number
}

/** Prints the table of a flow; answers what went wrong, a sentence each. */
export async function killMatrix(flow: Flow): Promise<string[]> {
  const { expected } = flow
  const wrong: string[] = []
  const rows = new Map<string, Row>()
  for (const moment of cut(await momentsOf(flow), flow.nth, flow.title)) {
    const { machine, before, isKilled } = await killAt(flow, moment)
    const found = [...flow.whileDead(machine)]
    if (!isKilled) found.push('it was not killed there')
    found.push(...(await flow.resume(machine, machine.step())))
    const issued = (await flow.issued()) - before
    const orphans = machine.keys() - expected.keys
    const certificates = machine.certificates().length
    if (![expected.issued].flat().includes(issued)) found.push(`the bank issued ${issued}`)
    if (orphans !== 0) found.push(`${orphans} keys too many`)
    if (certificates !== expected.certificates) found.push(`${certificates} certificates are offered`)
    wrong.push(...found.map((one) => `killed ${moment}: ${one}`))

    const name = moment.replace(/^(before|during|after) /, '')
    const row = rows.get(name) ?? { kills: 0, resumed: 0, issued: 0, orphans: 0 }
    row.kills += 1
    row.resumed += found.length === 0 ? 1 : 0
    row.issued += issued
    row.orphans += orphans
    rows.set(name, row)
  }
  printTable(
    flow.title,
    ['step', 'kills', 'resumed', 'issued', 'orphans'],
    [...rows].map(([name, { kills, resumed, issued, orphans }]) => [name, kills, resumed, issued, orphans]),
  )
  return wrong
}

/** What windows ask by the way, at the end of a flow, need not come before they are closed: such a moment is waited for anew. */
const attempts = 5

async function killAt(flow: Flow, moment: string) {
  for (let attempt = 1; ; attempt++) {
    const machine = await flow.machine()
    const before = await flow.issued()
    const log = path.join(temporaryFolder(), 'moments')
    await flow.act(machine, { moments: log, killAt: moment })
    const isKilled = momentsIn(log).at(-1) === moment
    if (isKilled || attempt === attempts) return { machine, before, isKilled }
  }
}

async function momentsOf(flow: Flow): Promise<string[]> {
  const file = path.join(temporaryFolder(), 'moments')
  const machine = await flow.machine()
  await flow.act(machine, { moments: file })
  const moments = momentsIn(file)
  if (moments.length < 3) throw new Error(`${flow.title}: only ${moments.length} moments`)
  return moments
}

const momentsIn = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean)
