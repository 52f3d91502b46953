import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FlowEffect } from '../../../../main/desktop/flow/effect.ts'
import type { Happening } from '../../../../main/desktop/flow/event.ts'
import { createPerformer } from '../../../../main/desktop/flow/perform.ts'
import type { FlowPorts } from '../../../../main/desktop/flow/ports.ts'
import { done, failure } from '../../../../main/renewal/errors.ts'
import { renewalOf } from '../../../../main/renewal/machine/machine.ts'
import { now } from '../../renewal/samples.ts'
import { Desk } from './desk.ts'
import { due, renewed, unreachable } from './samples.ts'

describe('an effect', () => {
  let desk: Desk
  let told: Happening[]

  beforeEach(async () => {
    desk = new Desk()
    told = []
    await desk.ports.inventory.refresh()
  })

  /** Performs it, and resolves with what it told. */
  async function perform(effect: FlowEffect, more: Partial<FlowPorts> = {}): Promise<readonly Happening[]> {
    const performer = createPerformer({ ...desk.ports, ...more }, (event) => void told.push(event))
    performer.perform(effect)
    const isOver = (event: Happening) => event.type !== 'checked' && 'task' in event && event.task === task
    const task = 'task' in effect ? effect.task : undefined
    await vi.waitFor(() => expect(told.some(isOver)).toBe(true))
    return told
  }

  const refusing = async () => failure('bank.unreachable', { retry: 'later' })

  it('that looks tells why it could not', async () => {
    desk.refresh = refusing
    expect(await perform({ type: 'look', task: 1 })).toEqual([{ type: 'looked', task: 1, failure: unreachable }])
  })

  it('that prepares tells of each check, and of the end', async () => {
    const { thumbprint } = due
    expect(
      await perform(
        { type: 'prepare', task: 1, thumbprint },
        {
          prepare: async (_one, onProgress) => {
            onProgress([{ check: 'bank', state: 'failed' }])
            return refusing()
          },
        },
      ),
    ).toEqual([
      { type: 'checked', task: 1, checks: [{ check: 'bank', state: 'failed' }] },
      { type: 'prepared', task: 1, failure: unreachable },
    ])
  })

  it('that prepares a certificate that is gone tells so', async () => {
    const thumbprint = renewed.thumbprint
    expect(await perform({ type: 'prepare', task: 1, thumbprint })).toMatchObject([
      { type: 'prepared', failure: { code: 'certificate.absent' } },
    ])
  })

  it('that tests a connection tells how it went', async () => {
    const test = { type: 'test', task: 1, thumbprint: due.thumbprint } as const
    expect(await perform(test)).toEqual([{ type: 'tested', task: 1, failure: undefined }])
    expect(await perform({ ...test, task: 2 }, { prove: refusing })).toContainEqual({
      type: 'tested',
      task: 2,
      failure: unreachable,
    })
  })

  it('that brings back tells how it went', async () => {
    const restore = vi.fn(refusing)
    const ports = { retiredCertificates: { review: async () => [], restore } }
    expect(await perform({ type: 'restore', task: 1, thumbprint: due.thumbprint }, ports)).toMatchObject([
      { type: 'restored', failure: unreachable },
    ])
    expect(restore).toHaveBeenCalledWith(due.thumbprint)
  })

  it('that reviews tells what can be brought back, without the certificates themselves', async () => {
    const ports = {
      retiredCertificates: { review: async () => [{ certificate: due, undoUntil: 9 }], restore: async () => done },
    }
    const { thumbprint, serial, notAfter } = due
    expect(await perform({ type: 'review', task: 1 }, ports)).toEqual([
      { type: 'reviewed', task: 1, restorable: [{ thumbprint, serial, notAfter, undoUntil: 9 }] },
    ])
  })

  it('that reads back names running browsers only where an old certificate was replaced', async () => {
    expect(await perform({ type: 'read-back', task: 1, replaces: true })).toMatchObject([
      { browsers: { sharing: ['Chromium'], apart: [] } },
    ])
    expect(await perform({ type: 'read-back', task: 2, replaces: false })).toContainEqual({
      type: 'read-back',
      task: 2,
      browsers: { sharing: [], apart: [] },
    })
  })

  it('that reads back tells why it could not', async () => {
    desk.refresh = refusing
    expect(await perform({ type: 'read-back', task: 1, replaces: false })).toMatchObject([{ failure: unreachable }])
  })

  it('that makes a key ahead tells when it is there', async () => {
    await perform({ type: 'make-ahead', task: 1, purpose: renewalOf(due) })
    expect(desk.heldKeys).toEqual(['koshin-1'])
  })

  it('that waits tells after its time', async () => {
    const performer = createPerformer(desk.ports, (event) => void told.push(event))
    performer.perform({ type: 'wait', task: 1, ms: 700, then: 'shown-long-enough' })
    performer.perform({ type: 'wait-longer', task: 2, tries: 1 })
    expect(desk.timers.map(({ ms }) => ms)).toEqual([700, 30_000])
    expect(told).toEqual([])
    for (const { action } of desk.timers) action()
    expect(told).toEqual([
      { type: 'shown-long-enough', task: 1 },
      { type: 'wait-over', task: 2 },
    ])
  })

  it('of the moment is done before the next thing is drawn', async () => {
    const performer = createPerformer(desk.ports, (event) => void told.push(event))
    performer.perform({ type: 'record', event: 'failed', code: 'bank.busy' })
    performer.perform({ type: 'mark-revoked', thumbprint: due.thumbprint })
    performer.perform({ type: 'silence', thumbprint: due.thumbprint, how: 'mute' })
    performer.perform({ type: 'silence', thumbprint: renewed.thumbprint, how: 'snooze' })
    performer.perform({ type: 'open-banking' })
    performer.perform({ type: 'close-window' })
    expect(desk.history).toEqual([{ time: now, event: 'failed', code: 'bank.busy' }])
    expect(desk.revoked).toEqual(new Set([due.thumbprint]))
    expect(desk.ports.reminders.mute).toHaveBeenCalledWith(due)
    expect(desk.ports.reminders.snooze).not.toHaveBeenCalled()
    expect(desk.ports.openExternal).toHaveBeenCalledWith('https://bank.example')
    expect(desk.ports.closeWindow).toHaveBeenCalledOnce()
    desk.policy = { ...desk.policy, returnUrl: 'https://bank.example/renewed' }
    performer.perform({ type: 'return-to-bank' })
    expect(desk.ports.openExternal).toHaveBeenLastCalledWith('https://bank.example/renewed')
  })

  it('that breaks is told as a fault, with its number', async () => {
    const broken = async () => {
      throw new Error('broken')
    }
    expect(await perform({ type: 'test', task: 1, thumbprint: due.thumbprint }, { prove: broken })).toEqual([
      { type: 'faulted', cause: 'Error: broken', task: 1 },
    ])
  })

  it('that takes away what was given up stands in no way, even where it breaks', async () => {
    const renewals = { ...desk.ports.renewals, leaveAhead: () => Promise.reject(new Error('broken')) }
    const performer = createPerformer({ ...desk.ports, renewals }, (event) => void told.push(event))
    performer.perform({ type: 'leave-ahead' })
    performer.perform({ type: 'retry', task: 1 })
    await vi.waitFor(() => expect(told).toHaveLength(2))
    expect(told).toContainEqual({ type: 'settled', task: 1, failure: undefined })
    expect(told).toContainEqual({ type: 'faulted', cause: 'Error: broken', task: undefined })
  })
})
