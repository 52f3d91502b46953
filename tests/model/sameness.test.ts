/** Worlds that are taken for one have the same future: nothing is left unexplored by it. */
import { describe, expect, it } from 'vitest'
import { realDomain } from './app.ts'
import { characters } from './characters.ts'
import { coursesFrom } from './explore.ts'
import { keyOf, wholeKeyOf } from './sameness.ts'
import { type Character, firstWorld, type World } from './world.ts'

/** All worlds that differ in anything, with up to so many faults. */
async function everyWorld(character: Character, faults: number): Promise<readonly World[]> {
  const met = new Set([wholeKeyOf(firstWorld())])
  const all: World[] = []
  let waiting = [firstWorld()]
  for (let spent = 0; spent <= faults; spent++) {
    const later: World[] = []
    for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
      all.push(world)
      for (const { reached, cost } of await coursesFrom(world, { character, domain: realDomain }, faults - spent)) {
        if (cost > 1 || met.has(wholeKeyOf(reached))) continue
        met.add(wholeKeyOf(reached))
        ;(cost === 0 ? waiting : later).push(reached)
      }
    }
    waiting = later
  }
  return all
}

async function futureOf(world: World, character: Character): Promise<string> {
  const courses = await coursesFrom(world, { character, domain: realDomain }, 1)
  return [...new Set(courses.map(({ reached, cost, wrong }) => `${cost} ${wrong.join()} ${keyOf(reached)}`))]
    .sort()
    .join('\n')
}

describe('two worlds that are taken for one', () => {
  it.each(characters)('lead to the same worlds, at a bank that is $name', async (character) => {
    const alike = new Map<string, World[]>()
    for (const world of await everyWorld(character, 1)) {
      const key = keyOf(world)
      alike.set(key, [...(alike.get(key) ?? []), world])
    }
    let pairs = 0
    for (const [key, [first, ...others]] of alike) {
      // One that has none like it is not asked for its future.
      const future = others.length > 0 ? await futureOf(first!, character) : ''
      for (const other of others) {
        pairs += 1
        expect(await futureOf(other, character), key).toBe(future)
      }
    }
    // Else there would be nothing to compare.
    expect(pairs).toBeGreaterThan(100)
  })
})
