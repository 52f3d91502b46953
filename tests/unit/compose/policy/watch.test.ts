/** A policy that changes while the app is in the tray. */
import { expect, it } from 'vitest'
import { watchPolicy } from '../../../../main/compose/policy/watch.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import { type ManagedPolicy, noPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import type { ManagedSettings } from '../../../../main/storage/managed-policy/schema.ts'

const policyOf = (settings: ManagedSettings): ManagedPolicy => ({ ...noPolicy, source: 'policy.json', settings })
const wrong: ManagedPolicy = { ...noPolicy, failure: failure('policy.invalid').failure }

/** @param noted what an earlier app left behind */
function watching(inForce: ManagedPolicy, noted: readonly string[] = []) {
  const machine = {
    now: inForce,
    later: undefined as ManagedPolicy | undefined,
    isInUse: false,
    noted,
    told: [] as unknown[],
  }
  const { told } = machine
  const look = watchPolicy(inForce, {
    read: async () => machine.now,
    async settle() {
      machine.now = machine.later ?? machine.now
      machine.later = undefined
    },
    followSchedule: async (schedule) => void told.push(['schedule', schedule]),
    beginAnew() {
      if (machine.isInUse) return false
      told.push('begun anew')
      return true
    },
    note: {
      read: () => success(machine.noted),
      write(waiting) {
        machine.noted = waiting
        return done
      },
    },
    record: (code, details) => void told.push([code, details]),
  })
  return { machine, told, look }
}

it('nothing is done while nothing changes, and what an app before this one left is forgotten', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20 }), ['proxy'])
  expect(machine.noted).toEqual([])
  machine.now = policyOf({ noticeDays: 20 })
  await look()
  expect([told, machine.noted]).toEqual([[], []])
})

it('a schedule is followed at once, each time that it changes, and nothing begins anew for it', async () => {
  const { machine, told, look } = watching(policyOf({}))
  for (const schedule of ['daily', 'daily', 'off'] as const) {
    machine.now = policyOf({ schedule })
    await look()
  }
  machine.now = policyOf({})
  await look()
  const changed = ['policy.changed', { settings: 1 }]
  expect(told).toEqual([changed, ['schedule', 'daily'], changed, ['schedule', 'off'], changed, ['schedule', undefined]])
})

it('an app in the tray that nobody uses begins anew under what has changed', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20, watch: 'off' }))
  machine.now = policyOf({ noticeDays: 25 })
  await look()
  expect(told).toEqual(['begun anew', ['policy.changed', { settings: 2 }]])
})

it('an app that is used tells IT once what waits, and begins anew when it can', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20 }))
  machine.isInUse = true
  machine.now = policyOf({ noticeDays: 25, proxy: { mode: 'direct' } })
  await look()
  await look()
  expect(told).toEqual([['policy.waits', { settings: 2 }]])
  expect(machine.noted).toEqual(['noticeDays', 'proxy'])
  machine.now = policyOf({ noticeDays: 26 })
  await look()
  expect(machine.noted).toEqual(['noticeDays'])
  machine.isInUse = false
  await look()
  expect(told.slice(1)).toEqual([['policy.waits', { settings: 1 }], 'begun anew', ['policy.changed', { settings: 1 }]])
})

it('what was taken back meanwhile no longer waits', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20 }))
  machine.isInUse = true
  machine.now = policyOf({ noticeDays: 25 })
  await look()
  machine.now = policyOf({ noticeDays: 20 })
  await look()
  expect([told, machine.noted]).toEqual([[['policy.waits', { settings: 1 }]], []])
})

it('a policy that has become wrong changes nothing and is told once; one that is put right counts', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20 }))
  machine.now = wrong
  await look()
  await look()
  expect(told).toEqual([['policy.error', { code: 'policy.invalid' }]])
  machine.now = policyOf({ noticeDays: 20 })
  await look()
  expect(told).toHaveLength(1)

  const mended = watching(wrong)
  await mended.look()
  expect(mended.told).toEqual([])
  mended.machine.now = policyOf({ noticeDays: 20 })
  await mended.look()
  expect(mended.told).toEqual(['begun anew', ['policy.changed', { settings: 1 }]])
})

it('a policy that is just being written is followed once it stands, and one that is back at once has not changed', async () => {
  const whole = policyOf({ noticeDays: 20, watch: 'off', schedule: 'daily' })
  for (const half of [noPolicy, policyOf({ noticeDays: 20 })])
    for (const later of [whole, wrong]) {
      const { machine, told, look } = watching(whole)
      Object.assign(machine, { now: half, later })
      await look()
      machine.now = whole
      await look()
      expect([told, machine.noted]).toEqual([[], []])
    }
  const { machine, told, look } = watching(noPolicy)
  Object.assign(machine, { now: policyOf({ noticeDays: 20 }), later: whole })
  await look()
  expect(told).toEqual([])
  await look()
  expect(told.at(-1)).toEqual(['policy.changed', { settings: 2 }])
})

it('a policy that cannot be read at all changes nothing, is told once, and stops nothing else', async () => {
  const { machine, told, look } = watching(policyOf({ noticeDays: 20 }))
  Object.defineProperty(machine, 'now', {
    get() {
      throw new Error('the app on the disk is a newer one')
    },
  })
  await look()
  await look()
  expect(told).toEqual([['policy.error', { code: 'internal' }]])
})

it('the same settings in another order are no change', async () => {
  const proxy = { mode: 'fixed', server: 'http://proxy.example:8080' } as const
  const { machine, told, look } = watching(policyOf({ noticeDays: 20, proxy }))
  machine.now = policyOf({ proxy: { server: proxy.server, mode: proxy.mode }, noticeDays: 20 })
  await look()
  expect(told).toEqual([])
})
