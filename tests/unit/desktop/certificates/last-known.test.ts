import { describe, expect, it } from 'vitest'
import { mostKnown, rememberingInventory } from '../../../../main/desktop/certificates/last-known.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import type { Inventory } from '../../../../main/renewal/certificates/inventory.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { KnownCertificate } from '../../../../main/storage/told/last-known.ts'
import { subjectOf } from '../../../../main/desktop/flow/state.ts'
import { due, renewed } from '../flow/samples.ts'

type Looked = () => Promise<Result<readonly BankCertificate[]>>

/** A store whose looks are given, over what the run before left. */
function remembering(looks: Looked, before: Result<readonly KnownCertificate[]> = success([])) {
  let listed: readonly BankCertificate[] = []
  const written: (readonly KnownCertificate[])[] = []
  const inventory = {
    list: () => listed,
    async refresh() {
      const looked = await looks()
      if (looked.ok) listed = looked.value
      return looked
    },
  } as Inventory
  const document = {
    read: () => before,
    write: (value: readonly KnownCertificate[]) => (written.push(value), done),
  }
  return { inventory: rememberingInventory(inventory, document), written }
}

const unreachable = failure('keystore.unavailable', { retry: 'later' })

describe('what the run before found', () => {
  it('is there until this one has looked, and then no more', async () => {
    const { inventory } = remembering(async () => success([renewed]), success([subjectOf(due)]))
    expect(inventory.knowledge()).toBe('looking')
    expect(inventory.lastKnown()).toEqual([subjectOf(due)])
    await inventory.refresh()
    expect(inventory.knowledge()).toBe('known')
    expect(inventory.lastKnown()).toEqual([])
  })

  it('is not shown, nor forgotten, where the key store cannot be looked into', async () => {
    const { inventory, written } = remembering(async () => unreachable, success([subjectOf(due)]))
    await inventory.refresh()
    expect(inventory.knowledge()).toBe('unreadable')
    expect(inventory.lastKnown()).toEqual([])
    expect(written).toEqual([])
  })

  it('is nothing where it cannot be read', () => {
    expect(remembering(async () => success([]), failure('internal')).inventory.lastKnown()).toEqual([])
  })

  it('is no more than this when the look ends in an error', async () => {
    const { inventory } = remembering(() => Promise.reject(new Error('gone')), success([subjectOf(due)]))
    await expect(inventory.refresh()).rejects.toThrow('gone')
    expect(inventory.knowledge()).toBe('unreadable')
    expect(inventory.lastKnown()).toEqual([])
  })
})

describe('what this run found', () => {
  it('is left to the next one, as public facts, when it is another than before', async () => {
    const { inventory, written } = remembering(async () => success([due]))
    await inventory.refresh()
    await inventory.refresh()
    expect(written).toEqual([[subjectOf(due)]])
    expect(Object.keys(written[0]![0]!).sort()).toEqual(
      ['holder', 'issuer', 'notAfter', 'notBefore', 'protection', 'serial', 'thumbprint'].sort(),
    )
  })

  it('is not written where the run before had found the same', async () => {
    const { inventory, written } = remembering(async () => success([due]), success([subjectOf(due)]))
    await inventory.refresh()
    expect(written).toEqual([])
  })

  it('stays known where a later look fails', async () => {
    const looks = [success([due]), unreachable]
    const { inventory } = remembering(async () => looks.shift()!)
    await inventory.refresh()
    await inventory.refresh()
    expect(inventory.knowledge()).toBe('known')
  })

  it('is that there is none any more', async () => {
    const { inventory, written } = remembering(async () => success([]), success([subjectOf(due)]))
    await inventory.refresh()
    expect(written).toEqual([[]])
  })

  it('is no more than a window shows at once', async () => {
    const { inventory, written } = remembering(async () => success(Array.from({ length: 40 }, () => due)))
    await inventory.refresh()
    expect(written[0]).toHaveLength(mostKnown)
  })
})
