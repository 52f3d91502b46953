/** The cells of the table that `npm run interop` prints: each is a test, and tells what came of it. */
import { appendFileSync } from 'node:fs'
import { it } from 'vitest'

/** What is tried with every peer; what stands behind the proof is a renewal under that condition. */
export const operations = [
  'enrol',
  'renew',
  'grace',
  'pending',
  'refused',
  'rollover',
  'proof',
  'TLS 1.2',
  'TLS 1.3',
  'h2',
  'RSA',
  'EC',
  'P-384',
  'UTF8',
  'BMP',
  'T61',
] as const
export type Operation = (typeof operations)[number]

interface Cell {
  /** What the peer is to us. */
  readonly side: 'server' | 'client'
  readonly peer: string
  readonly imitated?: true
  readonly operation: Operation
  readonly outcome: 'passed' | 'refused' | 'failed' | 'not applicable' | 'not tried'
  readonly reason?: string
}

/** Something that is refused on purpose, and said rightly: why, by its name in build/testing/peers/peer-words.mjs. */
export interface Refused {
  readonly refused: string
}

export interface Row {
  /** Its title says the promise; what it resolves with stands in the cell. */
  tries(operation: Operation, trial: () => Promise<Refused | void>): void
  /** Nothing to try: why. */
  lacks(operation: Operation, reason: string): void
}

/**
 * @param missing why this peer cannot be had here
 * @param imitated as its public sources say, because it cannot be run here
 */
export function row(side: Cell['side'], peer: string, missing?: string, imitated = false): Row {
  const tell = (operation: Operation, outcome: Cell['outcome'], reason?: string): void => {
    const file = process.env['KOSHIN_INTEROP_ROWS']
    const cell: Cell = {
      side,
      peer,
      ...(imitated && { imitated }),
      operation,
      outcome,
      ...(reason !== undefined && { reason }),
    }
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(cell)}\n`)
  }
  return {
    lacks: (operation, reason) => tell(operation, 'not applicable', reason),
    tries(operation, trial) {
      const title = `${operation}: ${peer}`
      if (missing !== undefined) {
        tell(operation, 'not tried', missing)
        return void it.skip(title)
      }
      it(title, async () => {
        try {
          const told = await trial()
          if (told) tell(operation, 'refused', told.refused)
          else tell(operation, 'passed')
        } catch (error) {
          tell(operation, 'failed', String(error instanceof Error ? error.message : error).split('\n')[0])
          throw error
        }
      })
    },
  }
}
