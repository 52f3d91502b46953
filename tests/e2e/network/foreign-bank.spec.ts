/** Our client against EST servers as strangers run them: nothing of the demo bank is in the way. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { derToPem } from '../../../main/x509/pem.ts'
import { expect, test } from '../stage/app.ts'
import { foreignCa, type ForeignCa, foreignCustomer, type Manners, startForeignBank } from '../stage/foreign-bank.ts'
import { runWindowless } from '../stage/windowless.ts'

/** A bank, a customer of its first CA, and the app's runs without windows, each of which answers its last line. */
async function customerOf(folder: string, manners?: Manners) {
  const bank = await startForeignBank(folder, manners)
  const { database } = foreignCustomer(folder, bank.first)
  const run = async (command: string, ...options: string[]) => {
    const { output, errors } = await runWindowless(folder, [
      '--unattended',
      command,
      '--config',
      bank.settings,
      ...options,
    ])
    const lines = output.split('\n').filter((line) => line.startsWith('{'))
    if (lines.length === 0) throw new Error(errors)
    return JSON.parse(lines.at(-1)!) as Record<string, unknown>
  }
  /** As its owner's administrator does it. */
  const importCa = (ca: ForeignCa): void => {
    const file = path.join(folder, 'ca.pem')
    writeFileSync(file, derToPem(ca.der))
    execFileSync('certutil', ['-A', '-d', `sql:${database}`, '-n', ca.commonName, '-t', ',,', '-i', file])
  }
  return { bank, database, run, importCa }
}

const due = { outcome: 'due', certificates: [{ status: 'due' }] }

test.describe('a valid certificate stays the bank’s', () => {
  test('when another CA below the same root issues from now on, and is all that is published', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    expect(await run('status')).toMatchObject(due)
    bank.published = [bank.root.der, foreignCa('青空銀行 発行 CA 2', bank.root).der]
    // Preparation asks the bank for what it publishes now.
    await run('self-test')
    expect(await run('status')).toMatchObject(due)
    bank.close()
  })

  test('when the bank publishes its CA again, after it was told the new one alone', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    const second = foreignCa('青空銀行 発行 CA 2', bank.root)
    bank.published = [bank.root.der, second.der]
    expect(await run('status')).toMatchObject({ outcome: 'absent' })
    bank.published = [bank.root.der, second.der, bank.first.der]
    expect(await run('status')).toMatchObject(due)
    bank.close()
  })

  test('when the bank cannot be reached: it is not called absent', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    bank.published = [bank.root.der, foreignCa('青空銀行 発行 CA 2', bank.root).der]
    expect(await run('status')).toMatchObject({ outcome: 'absent' })
    bank.close()
    expect(await run('status')).toMatchObject({ outcome: 'bank-unreachable' })
  })

  test('when the root alone is published, by the CA in the key store', async ({ folder }) => {
    const { bank, run, importCa } = await customerOf(folder)
    bank.published = [bank.root.der]
    expect(await run('status')).toMatchObject({ outcome: 'absent' })
    importCa(bank.first)
    expect(await run('status')).toMatchObject(due)
    bank.close()
  })
})
