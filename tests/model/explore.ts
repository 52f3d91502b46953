/** Walks through every world that can be reached, the nearest first, and tells what is wrong in its shortest story. */
import { courses } from './chance.ts'
import { type Domain, realDomain, type Setting } from './app.ts'
import { movesOf, perform } from './moves.ts'
import {
  type Character,
  copyOf,
  firstWorld,
  isRenewed,
  keyOf,
  mostRenewals,
  nextRenewal,
  type World,
  works,
} from './world.ts'

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

interface Found {
  readonly from: number
  readonly told: readonly string[]
  readonly faults: number
  done: boolean
  /** Is there a way to a working new certificate without anything breaking? */
  leads: boolean
  /** Whence it is reached without anything breaking. */
  readonly reachedFrom: number[]
}

interface Options {
  readonly faults: number
  readonly domain?: Domain
  /** Ends at the first violation. */
  readonly first?: boolean
}

export async function explore(
  character: Character,
  { faults, domain = realDomain, first = false }: Options,
): Promise<Exploration> {
  const start = firstWorld()
  const numbers = new Map<string, number>([[keyOf(start), 0]])
  const found: Found[] = [{ from: -1, told: [], faults: 0, done: false, leads: false, reachedFrom: [] }]
  const violations = new Map<string, Violation>()
  const seen = new Set<string>()
  let transitions = 0
  /** By the faults that they cost: a world that was reached with fewer of them is never looked at again. */
  const waiting: { readonly number: number; readonly world: World }[][] = [[{ number: 0, world: start }]]

  const storyOf = (number: number, last: readonly string[]): string[] => {
    const story: string[] = []
    for (let at = number; at > 0; at = found[at]!.from) story.unshift(...found[at]!.told)
    return [...story, ...last]
  }
  const violated = (what: string, from: number, told: readonly string[]): void => {
    if (!violations.has(what)) violations.set(what, { what, story: storyOf(from, told) })
  }

  async function expand(number: number, world: World): Promise<void> {
    let wrong: string[] = []
    const setting: Setting = {
      character,
      domain,
      violate: (what) => wrong.push(what),
      seen: (effect, event) => seen.add(`${effect}: ${event}`),
    }
    for (const move of movesOf(world, setting)) {
      const purse = faults - world.faults - move.cost
      if (purse < 0) continue
      const ends = await courses(purse, async (chance) => {
        const reached = copyOf(world)
        wrong = []
        await perform(move, reached, chance)
        reached.faults += move.cost + chance.spent
        return { reached, wrong }
      })
      for (const { chance, value } of ends) {
        transitions += 1
        const told = [[move.what, ...chance.told].join(': ')]
        const { reached } = value
        for (const what of [...value.wrong, ...wrongIn(reached, character)]) violated(what, number, told)
        const known = meet(reached, number, told)
        if (move.cost + chance.spent === 0) found[known]!.reachedFrom.push(number)
      }
    }
  }

  function meet(world: World, from: number, told: readonly string[]): number {
    const key = keyOf(world)
    const number = numbers.get(key) ?? found.length
    const known = found[number]
    if (known !== undefined && known.faults <= world.faults) return number
    if (known === undefined) {
      numbers.set(key, number)
      const leads = isRenewed(world) || isBeyond(world)
      found.push({ from, told, faults: world.faults, done: false, leads, reachedFrom: [] })
    } else {
      Object.assign(known, { from, told, faults: world.faults })
    }
    ;(waiting[world.faults] ??= []).push({ number, world })
    return number
  }

  for (let spent = 0; spent <= faults; spent++) {
    const queue = waiting[spent] ?? []
    for (let next = 0; next < queue.length && !(first && violations.size > 0); next++) {
      const { number, world } = queue[next]!
      // Memory: a world that was looked at is only its number.
      queue[next] = undefined as never
      const known = found[number]!
      if (known.done) continue
      known.done = true
      await expand(number, world)
    }
  }
  if (!first) {
    const stuck = withoutWay(found)
    if (stuck !== undefined) violated('there is no way to a working new certificate', stuck, [])
  }
  return { states: found.length, transitions, violations: [...violations.values()], seen }
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

/** The nearest world from which, without anything breaking, nothing leads to a new certificate that works. */
function withoutWay(found: readonly Found[]): number | undefined {
  const waiting = found.filter(({ leads }) => leads)
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const number of at.reachedFrom) {
      const before = found[number]!
      if (before.leads) continue
      before.leads = true
      waiting.push(before)
    }
  }
  const stuck = found.findIndex(({ leads }) => !leads)
  return stuck === -1 ? undefined : stuck
}
