/** Our client against EST servers as strangers run them: nothing of the demo bank is in the way. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { writeCertificates } from '../../../main/x509/cms.ts'
import { child, children, decode, encode, type Node, objectIdentifier, sequence, set } from '../../../main/x509/der.ts'
import { stringOf } from '../../../main/x509/names/names.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { type Keys, makeKeys } from '../../unit/x509/authority.ts'
import { expect, test } from '../stage/app.ts'
import {
  foreignCa,
  type ForeignCa,
  foreignCustomer,
  type Given,
  type Manners,
  p7,
  startForeignBank,
  succeeded,
} from '../stage/banks/foreign-bank.ts'
import { importInto } from '../stage/nss-database.ts'
import { runWindowless } from '../stage/windowless.ts'
import { runsInOneHome } from './customer-runs.ts'

const oneHome = runsInOneHome()

/** A bank, a customer of its first CA, and the app's runs without windows, each of which answers its last line. */
async function customerOf(folder: string, manners?: Manners) {
  const bank = await startForeignBank(folder, manners)
  return { bank, ...customerAt(bank, folder, bank.first) }
}

function customerAt({ settings }: { readonly settings: string }, folder: string, ca: ForeignCa, keys?: Keys) {
  const database = oneHome.database()
  foreignCustomer(database, folder, ca, keys)
  const run = async (command: string, ...options: string[]) => {
    const { lines } = await oneHome.run(folder, ['--unattended', command, '--config', settings, ...options])
    // Shown where the test fails: an outcome alone does not say why.
    await test.info().attach(`the end of ${command}`, { body: JSON.stringify(lines.at(-1)) })
    return lines.at(-1)!
  }
  /** As its owner's administrator does it. */
  const importCa = (ca: ForeignCa): void => {
    const file = path.join(folder, 'ca.pem')
    writeFileSync(file, derToPem(ca.der))
    execFileSync('certutil', ['-A', '-d', `sql:${database}`, '-n', ca.commonName, '-t', ',,', '-i', file])
  }
  return { database, run, importCa }
}

const due = { outcome: 'due', certificates: [{ status: 'due' }] }

test.describe('a valid certificate stays the bank’s', () => {
  test('when another CA below the same root issues from now on, and is all that is published', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    expect(await run('status')).toMatchObject(due)
    bank.published = [bank.root.der, foreignCa('架空銀行 発行 CA 2', bank.root).der]
    // Preparation asks the bank for what it publishes now.
    await run('self-test')
    expect(await run('status')).toMatchObject(due)
    bank.close()
  })

  test('when the bank publishes its CA again, after it was told the new one alone', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    const second = foreignCa('架空銀行 発行 CA 2', bank.root)
    bank.published = [bank.root.der, second.der]
    expect(await run('status')).toMatchObject({ outcome: 'absent' })
    bank.published = [bank.root.der, second.der, bank.first.der]
    expect(await run('status')).toMatchObject(due)
    bank.close()
  })

  test('when the bank cannot be reached: it is not called absent', async ({ folder }) => {
    const { bank, run } = await customerOf(folder)
    bank.published = [bank.root.der, foreignCa('架空銀行 発行 CA 2', bank.root).der]
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

const done = { outcome: 'done' }

test('a first certificate is the bank’s by what came with it, where the root alone is published', async ({
  folder,
}) => {
  const bank = await startForeignBank(folder)
  bank.published = [bank.root.der]
  importInto(path.join(folder, 'home'))
  const options = ['--unattended', 'enrol', '--config', bank.settings, '--yes', '--customer-id', 'K1000001']
  expect((await runWindowless(folder, options, 'one-time\n')).output).toMatch(/"outcome":"done"/)
  const { output } = await runWindowless(folder, ['--unattended', 'status', '--config', bank.settings])
  expect(output).toMatch(/"status":"valid"/)
  bank.close()
})

test.describe('a root that has been succeeded by another', () => {
  test('is followed by who heard of it, with the certificate of the former one, through the renewal', async ({
    folder,
  }) => {
    const { bank, run } = await customerOf(folder)
    const { next, newWithOld, oldWithNew } = succeeded(bank.root)
    const issuing = foreignCa('架空銀行 発行 CA 2', next)
    bank.published = [next.der, newWithOld, oldWithNew, bank.root.der, bank.first.der]
    expect(await run('self-test')).toMatchObject(done)
    bank.moveTo(next)
    bank.issuing = issuing
    bank.published = [next.der, issuing.der]
    expect(await run('status')).toMatchObject(due)
    expect(await run('renew', '--yes')).toMatchObject(done)
    expect(await run('status')).toMatchObject(done)
    bank.close()
  })

  test('leaves its certificates the bank’s, once the bank’s new root alone is trusted, whatever list is kept', async ({
    folder,
  }) => {
    const { bank, run } = await customerOf(folder)
    expect(await run('status')).toMatchObject(due)
    const { next, oldWithNew } = succeeded(bank.root)
    const issuing = foreignCa('架空銀行 発行 CA 2', next)
    bank.moveTo(next)
    bank.trust(next)
    bank.issuing = issuing
    bank.published = [next.der, issuing.der, oldWithNew, bank.first.der]
    expect(await run('status')).toMatchObject(due)
    expect(await run('renew', '--yes')).toMatchObject(done)
    bank.close()
  })
})

/** The bank's CA certificates that the key store has beside its user's own. */
const hasCa = (database: string, { commonName }: ForeignCa): boolean =>
  execFileSync('certutil', ['-L', '-d', `sql:${database}`], { encoding: 'utf8' }).includes(commonName)

test.describe('a server that names its root alone when it asks for a certificate', () => {
  for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`is shown the certificate with the CA between them, which was not in the key store (${tls})`, async ({
      folder,
    }) => {
      const { bank, database, run } = await customerOf(folder, { tls })
      expect(await run('status')).toMatchObject(due)
      expect(hasCa(database, bank.first)).toBe(false)
      expect(await run('self-test')).toMatchObject(done)
      expect(hasCa(database, bank.first)).toBe(true)
      expect(await run('renew', '--yes')).toMatchObject(done)
      expect(bank.seen).toContain('known POST simplereenroll')
      bank.close()
    })
  }

  test('is shown the new one as well, when another CA has issued it', async ({ folder }) => {
    const { bank, database, run } = await customerOf(folder)
    bank.issuing = foreignCa('架空銀行 発行 CA 2', bank.root)
    bank.published = [bank.root.der, bank.issuing.der]
    bank.hand = (issued) => p7([issued])
    const absent = await run('status')
    expect(absent).toMatchObject({ outcome: 'absent' })
    bank.published.push(bank.first.der)
    expect(await run('renew', '--yes')).toMatchObject(done)
    expect(hasCa(database, bank.issuing)).toBe(true)
    bank.published = [bank.root.der]
    expect(await run('status')).toMatchObject({ outcome: 'done' })
    bank.close()
  })

  test('that is not the bank’s root is told of as that, not as a missing certificate', async ({ folder }) => {
    const { bank, run } = await customerOf(folder, { mistaken: true })
    expect(await run('self-test')).toMatchObject({ failure: { code: 'bank.issuer-not-named' } })
    bank.close()
  })
})

// Each way to refuse and each version once; real servers do both of both in tests/interop.
for (const [without, tls] of [
  ['nginx', 'TLSv1.2'],
  ['alert', 'TLSv1.3'],
] as const) {
  test.describe(`a server that demands a certificate for everything (${without}, ${tls})`, () => {
    test('is asked with the current one, from the first look to the proof', async ({ folder }) => {
      const { bank, run, importCa } = await customerOf(folder, { without, tls })
      importCa(bank.first)
      expect(await run('status')).toMatchObject(due)
      expect(await run('self-test')).toMatchObject(done)
      expect(await run('renew', '--yes')).toMatchObject(done)
      expect(bank.seen).toContain('known GET cacerts')
      bank.close()
    })

    test('is told of as that where a first certificate is wanted', async ({ folder }) => {
      const bank = await startForeignBank(folder, { without, tls })
      importInto(path.join(folder, 'home'))
      const options = ['--unattended', 'enrol', '--config', bank.settings, '--yes', '--customer-id', 'K1000001']
      const { output } = await runWindowless(folder, options, 'one-time\n')
      // In TLS 1.3 the server may have hung up before its alert was read: that may be over a moment later.
      const retry = without === 'alert' ? '(never|later)' : 'never'
      expect(output).toMatch(new RegExp(`"code":"bank.certificate-demanded","retry":"${retry}"`))
      expect(bank.seen.filter((one) => one.includes('POST'))).toEqual([])
      bank.close()
    })
  })
}

test.describe('a server that asks for no certificate while it connects', () => {
  for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`because it would ask only later (Apache's <Location>, ${tls}) is told of as that`, async ({ folder }) => {
      const { bank, run, importCa } = await customerOf(folder, { without: 'apache-location', tls })
      importCa(bank.first)
      const cause: unknown = expect.stringMatching(/after the handshake/)
      expect(await run('self-test')).toMatchObject({ failure: { code: 'bank.certificate-not-asked', cause } })
      bank.close()
    })
  }
})

test.describe('a whole renewal, at a server', () => {
  /** RFC 7030 4.5.2, as libest sends it where nobody told it otherwise, with the zero octet that ends a string in C. */
  const example = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==\0'
  const csrattrs = 'application/csrattrs'
  const pem = (ders: readonly Uint8Array[]): string =>
    `-----BEGIN PKCS7-----\n${String(p7(ders).body).replace(/.{64}/g, '$&\n')}\n-----END PKCS7-----\n`
  const type = 'application/x-pkcs7-mime'

  for (const [title, wishes, hand] of [
    ['that answers as RFC 7030 prints it, and by 201', { status: 200, type: csrattrs, body: example }, { status: 201 }],
    ['that fails at /csrattrs, and sends DER', { status: 500 }, { body: (ders) => writeCertificates(ders) }],
    ['that forbids /csrattrs, and sends PEM', { status: 403 }, { type, body: pem }],
    ['that has nothing in /csrattrs, and no padding', { status: 200, type: csrattrs }, { body: unpadded }],
  ] as const satisfies readonly (readonly [string, Given, HandedOut])[]) {
    test(`${title}`, async ({ folder }) => {
      const { bank, run } = await customerOf(folder)
      bank.csrattrs = wishes
      bank.hand = (issued, ca) => {
        const { body, ...given }: HandedOut = hand
        const ders = [issued, ca.der]
        return { ...p7(ders), ...given, ...(body && { body: body(ders) }) }
      }
      expect(await run('renew', '--yes')).toMatchObject(done)
      bank.close()
    })
  }
})

/** The same name in BMPStrings and capital letters, as a CA makes it that keeps the text of a name alone. */
function rewritten(name: Node): Node {
  const parts = children(name).map((part) => {
    const [type, value] = children(child(part, 0))
    const text = Buffer.from(stringOf(value!)!.toUpperCase(), 'utf16le').swap16()
    return set(sequence(type!, decode(new Uint8Array([0x1e, text.length, ...text]))))
  })
  return sequence(...parts)
}

test('a certificate on P-384 below eleven CAs is renewed, whose names the bank writes in another way', async ({
  folder,
}) => {
  const bank = await startForeignBank(folder)
  const above = [bank.first]
  for (let at = 2; at <= 11; at++) above.push(foreignCa(`架空銀行 発行 CA ${at}`, above.at(-1)))
  bank.issuing = above.at(-1)!
  bank.published = [bank.root.der, ...above.map(({ der }) => der)]
  bank.subjectOf = rewritten
  const wish = encode(sequence(sequence(objectIdentifier('1.2.840.10045.2.1'), set(objectIdentifier('1.3.132.0.34')))))
  bank.csrattrs = { status: 200, type: 'application/csrattrs', body: Buffer.from(wish).toString('base64') }
  const { run } = customerAt(bank, folder, bank.issuing, makeKeys('p384'))
  expect(await run('status')).toMatchObject(due)
  expect(await run('renew', '--yes')).toMatchObject(done)
  expect(bank.issued?.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' })
  bank.close()
})

interface HandedOut extends Omit<Partial<Given>, 'body'> {
  readonly body?: (ders: readonly Uint8Array[]) => string | Uint8Array
}

function unpadded(ders: readonly Uint8Array[]): string {
  return String(p7(ders).body).replace(/(?<!=)=+$/, '')
}
