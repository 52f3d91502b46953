/**
 * Every request of a renewal, from the look into the key store to logging out, as the demo bank gets them: the app's own
 * composition, with Node's TLS in the place of Chromium's. The paper for a bank's board lists them.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { HttpRequest, Identity, Transport } from '../../../main/bank/transport/http.ts'
import { composeCore } from '../../../main/compose/core.ts'
import { signIn } from '../../../main/desktop/flow/sign-in.ts'
import { done, failure, type Result, success } from '../../../main/renewal/errors.ts'
import { renewalOf } from '../../../main/renewal/machine/state.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { KeyReference, StoredCertificate } from '../../../main/renewal/ports.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate, sha256 } from '../../../main/x509/read.ts'
import { readRequest } from '../../../main/x509/request.ts'
import { fakeKeyStore } from '../../unit/keystore/fake-key-store.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { type KeyPair, nodeTransport } from '../peers/node-transport.ts'
import { holderOf, missing, yamada } from '../peers/openssl.ts'
import { read } from '../../unit/papers/paper.ts'

const chromium = vi.hoisted(() => ({ transport: undefined as object | undefined }))
vi.mock('../../../main/bank/transport/transport.ts', () => ({ createTransport: () => chromium.transport }))
// electron-store asks Electron for its folder even when it is told one.
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

/** A customer's key store with the certificate that is renewed. */
function keyStoreWith(current: Uint8Array, currentKey: string) {
  const keys = new Map<string, KeyObject | string>([['current', currentKey]])
  const stored = new Map<string, StoredCertificate>()
  const identities = new Map<string, KeyPair>()
  const spki = (key: KeyObject) => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))
  const nameOf = (key: KeyReference) => ('name' in key ? key.name : (stored.get(key.thumbprint)?.keyName ?? ''))
  function put(der: Uint8Array, keyName: string, retired = false): void {
    const thumbprint = sha256(der)
    stored.set(thumbprint, { der, thumbprint, keyName, retired, protection: 'other', exportable: false })
    const key = keys.get(keyName)!
    const pem = typeof key === 'string' ? key : String(key.export({ type: 'pkcs8', format: 'pem' }))
    identities.set(thumbprint, { certificate: derToPem(der), key: pem })
  }
  put(current, 'current')
  const keyStore = fakeKeyStore({
    checkWritable: async () => done,
    list: async ({ retired = false } = {}) => success([...stored.values()].filter((one) => retired || !one.retired)),
    listKeyless: async () => success([]),
    listAuthorities: async () => success([]),
    addAuthorities: async () => done,
    listKeys: async () => success([...keys.keys()]),
    read: async (thumbprint) => success(stored.get(thumbprint)),
    async makeKey(name) {
      const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      keys.set(name, key)
      return success({ publicKey: spki(key), protection: 'other' })
    },
    async findKey(name) {
      const key = keys.get(name)
      return success(key === undefined || typeof key === 'string' ? undefined : spki(key))
    },
    async sign(reference, data) {
      const key = keys.get(nameOf(reference))
      return key === undefined ? failure('keystore.key-missing') : success(new Uint8Array(sign('sha256', data, key)))
    },
    async install(der, keyName) {
      put(der, keyName)
      return done
    },
    async retire(thumbprint) {
      const { der, keyName = '' } = stored.get(thumbprint)!
      put(der, keyName, true)
      return done
    },
  })
  return { keyStore, identities }
}

interface Sent {
  readonly identity: Identity
  readonly request: HttpRequest
}

/** Keeps what is sent, and the session's cookie, as Chromium would. */
function recording(transport: Transport, sent: Sent[]): Transport & { readonly verifiedAt: () => undefined } {
  const cookies = new Map<string, string>()
  return {
    async send(identity, request) {
      const session = JSON.stringify(identity)
      const cookie = cookies.get(session)
      const held = request.cookies === true && cookie !== undefined ? { cookie } : {}
      const asked = { ...request, headers: { ...request.headers, ...held } }
      sent.push({ identity, request: asked })
      const answer = await transport.send(identity, asked)
      const [given] = (answer.ok && answer.value.headers['set-cookie']?.split(';')) || []
      if (given !== undefined) cookies.set(session, given)
      return answer
    },
    forget: transport.forget,
    verifiedAt: () => undefined,
  }
}

function kindOf(message: Uint8Array): string {
  const read = readMessage(message)
  return read.ok ? read.value.body.kind : '?'
}

/** What a body says, by name; nothing is left out. */
function contents({ headers, body = new Uint8Array() }: HttpRequest): readonly string[] {
  const text = Buffer.from(body).toString()
  const inBody =
    headers['content-type'] === 'application/json'
      ? Object.keys(JSON.parse(text) as object)
      : headers['content-type'] === 'application/pkixcmp'
        ? [kindOf(body)]
        : headers['content-type'] === 'application/pkcs10' && readRequest(Buffer.from(text, 'base64')).ok
          ? ['PKCS#10']
          : body.length > 0
            ? ['?']
            : []
  const usual = ['accept', 'content-type', 'content-transfer-encoding']
  return [...Object.keys(headers).filter((name) => !usual.includes(name)), ...inBody]
}

async function renewal(bank: RunningBank, by: 'est' | 'cmp'): Promise<readonly string[]> {
  const folder = temporaryFolder()
  const owner = await holderOf(bank, folder)
  const current = valueOf(readCertificate(new Uint8Array(owner.read.raw)))
  const anchors = readFileSync(bank.trustAnchors, 'utf8')
  const { keyStore, identities } = keyStoreWith(current.der, readFileSync(owner.key, 'utf8'))
  const sent: Sent[] = []
  chromium.transport = recording(nodeTransport(anchors, identities), sent)
  const core = composeCore(
    {
      configuration: {
        ...{ id: undefined, bankName: 'デモ銀行', estLabel: undefined },
        ...(by === 'est' ? { estUrl: bank.origin, cmpUrl: undefined } : { estUrl: undefined, cmpUrl: bank.origin }),
        ...{ renewalProtocol: by, trustAnchors: valueOf(pemToDer(anchors)), serverTrust: 'anchors' },
        ...{ portalUrl: `${bank.origin}/portal`, bankingUrl: undefined, enrolUser: undefined, policy: defaultPolicy },
      },
      pinMissing: () => undefined,
      stateFolder: path.join(folder, 'state'),
      stateRoot: path.join(folder, 'state'),
      keyStore,
      otherStores: () => [],
      managed: { settings: {}, locked: new Set(), failure: undefined } as never,
      record: () => undefined,
      logFolder: folder,
    },
    {
      proxy: { answer: () => Promise.resolve(undefined) },
      consent: async () => true,
      onState: () => undefined,
    },
  )

  expect(valueOf(await core.inventory.refresh())).toHaveLength(1)
  const { password } = (await bank.customers()).find(({ customerId }) => customerId === yamada.customerId)!
  const { customerId } = yamada
  const { thumbprint } = current
  expect(await signIn({ thumbprint, customerId, password }, core.portal, core.bank.prove)).toMatchObject({
    ok: true,
    value: { customerName: '山田 花子', email: yamada.email },
  })
  valueOf(await core.prepare(current, () => undefined))
  const ended = valueOf(await core.renewals.start(renewalOf(current)))
  expect(ended.step).toBe('complete')
  await core.portal?.logOut(thumbprint)

  const [asked] = sent.filter(({ request }) => request.url.endsWith('/simplereenroll'))
  if (by === 'est') {
    const csr = Buffer.from(Buffer.from(asked!.request.body!).toString(), 'base64')
    const { subject, publicKeyHash } = valueOf(readRequest(csr))
    expect([subject, publicKeyHash === current.publicKeyHash]).toEqual([current.subject, false])
  }
  const whom = (identity: Identity): string =>
    identity.kind === 'anonymous' ? 'nobody' : identity.thumbprint === thumbprint ? 'current' : 'new'
  expect(new Set(sent.map(({ request }) => new URL(request.url).origin))).toEqual(new Set([bank.origin]))
  return sent.map(({ identity, request }) =>
    [`${request.method} ${new URL(request.url).pathname}`, whom(identity), contents(request).join(' ')].join(' | '),
  )
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.cause ?? ''}`)
  return result.value
}

/** The rows of the paper's tables, one by EST and one by CMP alone: request, as whom, what is in it. */
function told(by: 'est' | 'cmp', paper: string): readonly string[] {
  const tables = read(paper)
    .split('\n\n')
    .filter((part) => /^\| `(GET|POST) /m.test(part))
  const rows = tables[by === 'est' ? 0 : 1]!.split('\n').filter((line) => line.startsWith('| `'))
  return rows.map((line) => line.slice(2).split(' | ').slice(0, 3).join(' | ').replaceAll('`', '').replace(/–$/, ''))
}

const papers = ['build/docs/bank/bank-board.md', 'build/docs/ja/bank/bank-board.md']

describe.skipIf(missing !== undefined)('the requests of a renewal', () => {
  it('are those that the paper for a bank’s board lists, to one bank and with nothing else in them', async () => {
    const sent = [...new Set(await renewal(await startBank(), 'est'))]
    for (const paper of papers) expect(sent).toEqual(told('est', paper))
  })

  it('of a bank that offers CMP alone are messages, and questions to its portal', async () => {
    const sent = [...new Set(await renewal(await startBank(), 'cmp'))]
    for (const paper of papers) expect(sent).toEqual(told('cmp', paper))
  })
})
