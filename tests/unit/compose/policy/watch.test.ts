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
  const machine = { now: inForce, isInUse: false, noted, told: [] as unknown[] }
  const { told } = machine
  const look = watchPolicy(inForce, {
    read: async () => machine.now,
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
