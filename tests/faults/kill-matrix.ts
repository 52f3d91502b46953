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
  /** Moments that did not come again, although the flow was walked to its end each time. */
  missed: number
  resumed: number
  issued: number
  orphans: number
}

/** Prints the table of a flow; answers what went wrong, a sentence each. */
export async function killMatrix(flow: Flow): Promise<string[]> {
  const wrong: string[] = []
  const rows = new Map<string, Row>()
  const moments = await momentsOf(flow)
  const chosen = cut(moments, flow.nth, flow.title)
  // Others are for where none of the chosen ones comes again.
  const others = moments.filter((moment) => !chosen.includes(moment))
  let kills = 0
  for (const moment of [...chosen, ...others]) {
    if (kills > 0 && !chosen.includes(moment)) break
    const name = moment.replace(/^(before|during|after) /, '')
    const row = rows.get(name) ?? { kills: 0, missed: 0, resumed: 0, issued: 0, orphans: 0 }
    rows.set(name, row)
    const killed = await killAt(flow, moment)
    if (killed === undefined) {
      row.missed += 1
      continue
    }
    const { found, issued, orphans } = await lookAfter(flow, killed)
    wrong.push(...found.map((one) => `killed ${moment}: ${one}`))
    kills += 1
    row.kills += 1
    row.resumed += found.length === 0 ? 1 : 0
    row.issued += issued
    row.orphans += orphans
  }
  printTable(
    flow.title,
    ['step', 'kills', 'missed', 'resumed', 'issued', 'orphans'],
    [...rows].map(([name, row]) => [name, row.kills, row.missed, row.resumed, row.issued, row.orphans]),
  )
  return kills === 0 ? ['no moment came again'] : wrong
}

/** @returns what is wrong while the app is dead, and once it was started again */
async function lookAfter({ expected, whileDead, resume, issued: count }: Flow, { machine, before, isKilled }: Killed) {
  const found = [...whileDead(machine)]
  if (!isKilled) found.push('it was not killed there')
  found.push(...(await resume(machine, machine.step())))
  const issued = (await count()) - before
  const orphans = machine.keys() - expected.keys
  const certificates = machine.certificates().length
  if (![expected.issued].flat().includes(issued)) found.push(`the bank issued ${issued}`)
  if (orphans !== 0) found.push(`${orphans} keys too many`)
  if (certificates !== expected.certificates) found.push(`${certificates} certificates are offered`)
  return { found, issued, orphans }
}

/**
 * What windows ask by the way need not come before they are closed: such a moment is waited for anew. One that stays away
 * each time came by chance when the flow was learnt.
 */
const attempts = 5

interface Killed {
  readonly machine: Machine
  /** How many certificates the bank had issued before. */
  readonly before: number
  /** Otherwise the moment came, and the app went on. */
  readonly isKilled: boolean
}

/** @returns undefined where the moment did not come */
async function killAt(flow: Flow, moment: string): Promise<Killed | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const machine = await flow.machine()
    const before = await flow.issued()
    const log = path.join(temporaryFolder(), 'moments')
    await flow.act(machine, { moments: log, killAt: moment })
    const moments = momentsIn(log)
    if (moments.includes(moment)) return { machine, before, isKilled: moments.at(-1) === moment }
  }
  return undefined
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
