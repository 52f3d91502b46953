/** All that may happen next in a world: the app works, its user acts, time passes, and things break. */
import type { RenewalState } from '../../main/renewal/machine/machine.ts'
import { isUnfinished } from '../../main/renewal/take-up.ts'
import { makeAhead, send, type Setting, startApp, startRenewal, work } from './app.ts'
import { type Chance, PowerCut } from './chance.ts'
import { isRenewed, mostRenewals, nextRenewal, type World, year } from './world.ts'

export interface Move {
  readonly what: string
  readonly cost: number
  readonly act: (world: World, chance: Chance) => Promise<void> | void
}

export function movesOf(world: World, setting: Setting): readonly Move[] {
  const { app } = world
  if (app === undefined) {
    return [free('the app starts', (next, chance) => startApp(next, chance, setting)), ...breakages(world)]
  }
  if (app.working) {
    return [
      { what: `the app goes on at "${app.state!.step}"`, cost: 0, act: (next, chance) => work(next, chance, setting) },
    ]
  }
  return [...userMoves(world, app.state, setting), ...timeMoves(world, app.state, setting), ...breakages(world)]
}

const free = (what: string, act: Move['act']): Move => ({ what, cost: 0, act })

function userMoves(world: World, state: RenewalState | undefined, setting: Setting): readonly Move[] {
  const event = (what: string, type: 'retry' | 'install-postponed' | 'abandon' | 'give-up' | 'restarted'): Move =>
    free(what, (next, chance) => {
      if (type === 'give-up') next.excuses = [...new Set([...next.excuses, 'given up'])].sort()
      send(next, chance, { type }, setting)
    })
  const quit = free('the user quits the app', (next) => void (next.app = undefined))
  const over = state === undefined || !isUnfinished(state)
  if (over) {
    if (isRenewed(world)) {
      if (state === undefined) return [quit]
      const close = (next: World, chance: Chance) => {
        chance.lasting('the journal is emptied', () => (next.journal = { ...next.journal, state: undefined }))
        next.app = { state: undefined, working: false }
      }
      return [quit, free('the user closes the window', close)]
    }
    if (nextRenewal(world) > mostRenewals) return [quit]
    return [
      quit,
      free('the user starts the renewal', (next, chance) => startRenewal(next, chance, setting)),
      free('the user reads the start window', makeAhead),
    ]
  }
  return [
    quit,
    free('the user starts the renewal', (next, chance) => startRenewal(next, chance, setting)),
    event('the user tries again', 'retry'),
    event('the user installs what waits', 'install-postponed'),
    event('the user leaves', 'abandon'),
    event('the user gives it up', 'give-up'),
  ]
}

function timeMoves(world: World, state: RenewalState | undefined, setting: Setting): readonly Move[] {
  const moves: Move[] = []
  if (state?.step === 'waiting') {
    moves.push(
      free('the time comes', (next, chance) => {
        // What is waited for is the bank, to which the time of day is nothing, or the first second of a certificate.
        if ('certificate' in state) next.now = Math.max(next.now, Math.ceil(state.retryAt / 1000) - next.skew)
        send(next, chance, { type: 'retry' }, setting, state.retryAt)
      }),
    )
  }
  if (world.skew !== 0) moves.push(free('somebody sets the clock right', (next) => void (next.skew = 0)))
  return moves
}

/**
 * What breaks while nothing is under way: key store, journal and clock. A journal of another bank is not among it: it is
 * put away whole before anything is done, and this bank's comes back as it was (tests/unit/storage/journal/journal-shelf.test.ts),
 * so that to this world the other bank's time is a restart.
 */
function breakages(world: World): readonly Move[] {
  const broken = (what: string, act: (next: World) => void): Move => ({ what, cost: 1, act })
  const lose = (next: World, reason: string): void => {
    next.excuses = [...new Set([...next.excuses, reason])].sort()
  }
  const moves: Move[] = []
  if (world.skew === 0) {
    moves.push(
      broken('the clock jumps two years ahead', (next) => void (next.skew = 2 * year)),
      broken('the clock jumps two years back', (next) => void (next.skew = -2 * year)),
    )
  }
  if (world.keys.length > 1) {
    moves.push(
      broken('the key store comes back from a backup of before', (next) => {
        lose(next, 'keys lost')
        next.keys = next.keys.slice(0, 1)
        next.held = [{ certificate: 0, retired: false }]
      }),
    )
  }
  const { journal, backup } = world
  if (journal.state !== undefined || journal.kept.length > 0) {
    moves.push(
      broken('the journal is lost', (next) => {
        lose(next, 'journal lost')
        next.app = undefined
        next.journal = { state: undefined, kept: [], damaged: false }
      }),
      broken('the journal is damaged', (next) => {
        lose(next, 'journal lost')
        next.app = undefined
        next.journal = { ...journal, damaged: true }
      }),
    )
  }
  if (backup !== undefined) {
    moves.push(
      broken('the journal comes back from a backup', (next) => {
        lose(next, 'journal lost')
        next.app = undefined
        next.journal = { ...backup, damaged: false }
      }),
    )
  }
  const remembered = world.heard.filter((key) => !world.forgotten.includes(key))
  if (remembered.length > 0) {
    moves.push(
      broken('the bank forgets what it was asked', (next) => {
        lose(next, 'bank forgot')
        next.forgotten = [...next.forgotten, ...remembered]
        next.pending = []
      }),
    )
  }
  return moves
}

/** A power cut ends a move, and the app with it. */
export async function perform(move: Move, world: World, chance: Chance): Promise<void> {
  try {
    await move.act(world, chance)
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
    world.app = undefined
  }
}
