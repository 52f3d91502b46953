/** The app in a world: the real machine and the real effects, driven as main/renewal/renew.ts drives them. */
import { perform } from '../../main/renewal/effects/effects.ts'
import {
  begin,
  effectsOf,
  type Effect,
  type Event,
  type Purpose,
  type RenewalState,
  step,
} from '../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../main/renewal/policy.ts'
import { findPutAside, isUnfinished, keptAfter, makingWay } from '../../main/renewal/take-up.ts'
import { bankIn } from './bank.ts'
import type { Chance } from './chance.ts'
import { certificatesIn, clockOf, factsOf, keyStoreIn } from './machine-ports.ts'
import { type Character, nextRenewal, type World } from './world.ts'

/** What is explored; a test that looks if anything would be found puts a broken one in its place. */
export interface Domain {
  readonly step: typeof step
  readonly perform: typeof perform
}
export const realDomain: Domain = { step, perform }

export interface Setting {
  readonly character: Character
  readonly domain: Domain
  /** What was found wrong. */
  readonly violate: (what: string) => void
  /** Told of all that is done and comes of it. */
  readonly seen?: (effect: Effect, event: Event['type']) => void
}

/** The old certificate's facts never change. */
const {
  thumbprint: current,
  holder,
  subject,
  subjectAltName,
  notAfter,
} = factsOf({
  ...{ id: 0, key: 0, what: 'old', revoked: false },
  begins: -365 * 24 * 60 * 60 + 1,
})
export const renewal: Purpose = { kind: 'renewal', current, holder, subject, subjectAltName, notAfter }

/** A journal entry, which may be the last thing that is done. */
function enter(world: World, chance: Chance, next: RenewalState, kept = world.journal.kept): void {
  const state: RenewalState = { ...next, startedAt: 0 }
  const save = () => {
    world.journal = { state, kept: keptAfter(kept, world.app?.state, state), damaged: false }
    // A backup is made while a request exists: what is before it is over in a moment.
    if (state.step === 'requesting') world.backup ??= { state, kept: world.journal.kept }
  }
  chance.lasting(`the journal entry "${next.step}"`, save)
  world.app = { state, working: effectsOf(state).length > 0 }
}

/** Sends an event to the machine as it stands. */
export function send(world: World, chance: Chance, event: Event, { domain }: Setting, now = clockOf(world)): void {
  const state = world.app?.state
  if (state === undefined) return
  const next = domain.step(state, event, now)
  if (next.state === state) world.app = { state, working: false }
  else enter(world, chance, next.state)
}

/** Does what the state asks for, and takes down what came of it. */
export async function work(world: World, chance: Chance, setting: Setting): Promise<void> {
  const { character, domain, violate } = setting
  const state = world.app!.state!
  const effect = effectsOf(state)[0]!
  const bank = bankIn(world, character, chance)
  const watched = {
    ...bank,
    async reenrol(...given: Parameters<typeof bank.reenrol>) {
      const key = given[1][0]!
      const known = state.step === 'requesting' ? (state.sendings ?? 2) : 2
      if (world.heard.includes(key) && known < 2)
        violate('a request that the bank has heard is sent as if it were the first')
      checkSecond(world, key, setting)
      return bank.reenrol(...given)
    },
  }
  const retired = world.held.find(({ certificate }) => certificate === 0)?.retired
  const event = await domain.perform(effect, state, {
    keyStore: keyStoreIn(world, chance, (key) => {
      if (world.issued.some((one) => one.key === key && one.what === 'good'))
        violate('a key is removed for which there is a certificate')
      if (world.pending.some((one) => one.key === key)) violate('a key is removed for which the bank is still to issue')
    }),
    certificates: certificatesIn(world),
    bank: watched,
    clock: () => clockOf(world),
    policy: () => defaultPolicy,
    consent: async (question) =>
      chance.choose([
        { what: '', cost: 0, yes: true },
        { what: `いいえ to the question before the ${question}`, cost: 0, yes: false },
      ]).yes,
    credentials: { customerId: 'customer', password: 'one-time' },
    keysAhead: new Map(),
  })
  if (retired === false && world.held.find(({ certificate }) => certificate === 0)?.retired === true) {
    const successor = world.held.find(
      (one) => one.certificate !== 0 && !one.retired && world.proven.includes(one.certificate),
    )
    if (successor === undefined) violate('the old certificate is retired before its successor is proven')
  }
  if (chance.cut) return void (world.app = undefined)
  setting.seen?.(effect, event.type)
  send(world, chance, event, setting)
}

/**
 * A second certificate for one renewal is asked for only where something explains it: at a bank that deduplicates, that
 * keys or a journal were lost or the user gave the first one up; at another one, at least our own record of the first.
 */
function checkSecond(world: World, key: number, { character, violate }: Setting): void {
  const others = world.issued.filter((one) => one.key !== key && one.what === 'good' && !one.revoked)
  if (others.length === 0 || world.excuses.length > 0) return
  const recorded = ({ key: other }: { readonly key: number }): boolean =>
    world.journal.kept.some(
      (one) => 'keyName' in one && world.keys.some(({ id, name }) => id === other && name === one.keyName),
    )
  if (character.deduplicates) violate('a second certificate is asked for')
  else if (!others.every(recorded)) violate('a second certificate is asked for, unnoticed')
}

/** The app starts, and reads its journal. */
export function startApp(world: World, chance: Chance, setting: Setting): void {
  world.app = { state: undefined, working: false }
  if (world.journal.damaged) {
    // It is put away, which is told.
    world.journal = { state: undefined, kept: [], damaged: false }
    return
  }
  const { state, kept } = world.journal
  world.app = { state, working: false }
  const aside = state === undefined || !isUnfinished(state) ? findPutAside(kept) : undefined
  if (aside !== undefined)
    enter(
      world,
      chance,
      aside,
      kept.filter((one) => one !== aside),
    )
  send(world, chance, { type: 'restarted' }, setting)
}

/** The user starts the renewal. What has to be given up first is given up, and they press again. */
export function startRenewal(world: World, chance: Chance, setting: Setting): void {
  const { state } = world.app!
  const way = makingWay(state, renewal)
  if (way.how === 'carry-on' || way.how === 'give-up') return send(world, chance, way.event, setting)
  const { kept } = world.journal
  const beside = state === undefined || way.how === 'begin' ? kept : [...kept, state]
  enter(world, chance, begin(String(nextRenewal(world)), renewal, 0).state, beside)
}

/** The key is made while the start window is read. */
export function makeAhead(world: World, chance: Chance): void {
  enter(world, chance, begin(String(nextRenewal(world)), renewal, 0, 'making-key-ahead').state)
}
