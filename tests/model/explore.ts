/** Walks through every world that can be reached, the nearest first, and tells what is wrong in its shortest story. */
import { courses } from './chance.ts'
import type { Effect, Event } from '../../main/renewal/machine/machine.ts'
import { type Domain, realDomain, type Setting } from './app.ts'
import { KnownWorlds, Ways } from './known-worlds.ts'
import { movesOf, perform } from './moves.ts'
import { type Character, copyOf, firstWorld, isRenewed, mostRenewals, nextRenewal, type World, works } from './world.ts'
import { keyOf, shared } from './sameness.ts'

export interface Violation {
  readonly what: string
  /** One sentence for each thing that happened. */
  readonly story: readonly string[]
}

export interface Exploration {
  readonly states: number
  readonly transitions: number
  readonly violations: readonly Violation[]
  /** Each effect with each event that came of it, as "effect: event". */
  readonly seen: ReadonlySet<string>
}

interface Options {
  readonly faults: number
  readonly domain?: Domain
  /** Ends at the first violation. */
  readonly first?: boolean
}

/** Where a move leads: one course of it for each way in which chance may turn. */
interface Course {
  readonly reached: World
  /** What was done, and what chance made of it. */
  readonly what: string
  readonly turns: readonly string[]
  readonly wrong: readonly string[]
  /** Faults. */
  readonly cost: number
}

/** A sentence of a story. */
const tell = ({ what, turns }: Course): string => [what, ...turns].join(': ')

/** Every course from a world. @param purse how many faults may still happen */
export async function coursesFrom(
  world: World,
  setting: Omit<Setting, 'violate'>,
  purse: number,
): Promise<readonly Course[]> {
  const found: Course[] = []
  let wrong: string[] = []
  const watched: Setting = { ...setting, violate: (what) => wrong.push(what) }
  for (const move of movesOf(world, watched)) {
    if (move.cost > purse) continue
    const ends = await courses(purse - move.cost, async (chance) => {
      const reached = copyOf(world)
      wrong = []
      await perform(move, reached, chance)
      return { reached, wrong }
    })
    for (const { chance, value } of ends) {
      const { reached, wrong: seen } = value
      found.push({ reached, what: move.what, turns: chance.told, wrong: seen, cost: move.cost + chance.spent })
    }
  }
  return found
}

export async function explore(
  character: Character,
  { faults, domain = realDomain, first = false }: Options,
): Promise<Exploration> {
  const known = new KnownWorlds()
  const ways = new Ways()
  /** Worlds with a working new certificate, and those in which none is looked for. */
  const ends: number[] = []
  const wrongs = new Map<string, { readonly from: number; readonly told: readonly string[] }>()
  const seen = new Set<string>()
  const setting = { character, domain, seen: (effect: Effect, event: Event['type']) => seen.add(`${effect}: ${event}`) }
  let transitions = 0
  /** By the faults that they cost: a world that was reached with fewer of them is never looked at again. */
  const waiting: Waiting[][] = Array.from({ length: faults + 1 }, () => [])
  known.meet(keyOf(firstWorld()))
  waiting[0]!.push({ number: 0, world: firstWorld() })

  async function expand(number: number, world: World, spent: number): Promise<void> {
    for (const course of await coursesFrom(world, setting, faults - spent)) {
      const { reached, wrong, cost } = course
      transitions += 1
      for (const what of [...wrong, ...wrongIn(reached, character)]) {
        if (!wrongs.has(what)) wrongs.set(what, { from: number, told: [tell(course)] })
      }
      const target = meet(reached, number, spent + cost)
      if (cost === 0) ways.add(number, target)
    }
  }

  function meet(world: World, from: number, spent: number): number {
    const { number, isNew } = known.meet(keyOf(world))
    if (isNew && (isRenewed(world) || isBeyond(world))) ends.push(number)
    if (isNew || spent < known.faults(number)) {
      known.reach(number, from, spent)
      waiting[spent]!.push({ number, world: shared(world) })
    }
    return number
  }

  /** What happened on the way to a world, which is gone through once more. */
  async function storyOf(last: number): Promise<string[]> {
    const numbers = [last]
    for (let at = last; at > 0; at = known.from(at)) numbers.unshift(known.from(at))
    const story: string[] = []
    let world = firstWorld()
    for (const number of numbers.slice(1)) {
      const all = await coursesFrom(world, { ...setting, seen: () => undefined }, faults)
      const next = all
        .filter(({ reached }) => known.meet(keyOf(reached)).number === number)
        .reduce((best, one) => (one.cost < best.cost ? one : best))
      story.push(tell(next))
      world = next.reached
    }
    return story
  }

  for (const [spent, queue] of waiting.entries()) {
    for (let next = 0; next < queue.length && !(first && wrongs.size > 0); next++) {
      const { number, world } = queue[next]!
      // Memory: a world that was looked at is only its number.
      queue[next] = undefined as never
      if (known.faults(number) === spent) await expand(number, world, spent)
    }
    queue.length = 0
  }
  if (!first) {
    const stuck = ways.firstWithout(ends, known.size)
    if (stuck !== undefined) wrongs.set('there is no way to a working new certificate', { from: stuck, told: [] })
  }
  const states = known.size
  const violations: Violation[] = []
  for (const [what, { from, told }] of wrongs) violations.push({ what, story: [...(await storyOf(from)), ...told] })
  return { states, transitions, violations, seen }
}

interface Waiting {
  readonly number: number
  readonly world: World
}

/** What must hold in every world. */
function wrongIn(world: World, { revokesAtIssue }: Character): string[] {
  const usable = world.held.some(({ certificate }) => works(world, certificate))
  // A bank that revokes the old certificate when it issues has taken it; until the new one is there, nothing can help.
  const taken = revokesAtIssue && world.issued[0]!.revoked
  return usable || taken ? [] : ['there is no usable certificate']
}

/** Nobody has a way where the bank has taken the old certificate and what came for it was given up, nor is any looked for where too much was begun. */
function isBeyond(world: World): boolean {
  const taken = world.issued[0]!.revoked && world.excuses.length > 0
  return taken || nextRenewal(world) > mostRenewals
}
