/** Tokens as drivers show them, without a driver: how often a PIN is tried, and what is said of one that is locked. */
import { describe, expect, it } from 'vitest'
import { CKF, CKR, CryptokiError } from '../../../../../main/keystore/linux/cryptoki.ts'
import type { OpenToken } from '../../../../../main/keystore/linux/tokens/open-tokens.ts'
import { tokenKeyStore } from '../../../../../main/keystore/linux/tokens/token-key-store.ts'
import { named } from '../../../../../main/keystore/linux/tokens/token-names.ts'
import { done, success } from '../../../../../main/renewal/errors.ts'
import { createTestAuthority, thumbprintOf } from '../../../../contract/test-authority.ts'
import { someKeyPair } from '../../some-keys.ts'

const authority = createTestAuthority('試験認証局')
const publicKey = new Uint8Array(someKeyPair(2048).publicKey.export({ type: 'spki', format: 'der' }))
const der = authority.issue({ publicKey, holder: 'テスト 太郎' })
const thumbprint = thumbprintOf(der)
const data = new Uint8Array([1])

/** A token that locks after three wrong PINs one after another. */
class Card {
  readonly tried: string[] = []
  pin = '4711'
  wrong = 0
  flags: number = CKF.LOGIN_REQUIRED | CKF.TOKEN_INITIALIZED
  hasKey = true
  certificates = [{ handle: 1, der, thumbprint, keyId: 'aa', retired: false }]

  constructor(
    readonly label = 'Card',
    readonly serialNumber = '01',
  ) {}

  get open(): OpenToken {
    return {
      label: this.label,
      serialNumber: this.serialNumber,
      isTpm: false,
      flags: () =>
        this.flags | (this.wrong === 2 ? CKF.USER_PIN_FINAL_TRY : 0) | (this.wrong > 2 ? CKF.USER_PIN_LOCKED : 0),
      logIn: (pin) => this.#logIn(pin),
      token: {
        certificates: () => this.certificates,
        privateKeys: () => (this.hasKey ? [{ handle: 2, label: '', id: 'aa', publicKey: undefined }] : []),
        sign: () => new Uint8Array([7]),
      } as unknown as OpenToken['token'],
    }
  }

  #logIn(pin: string): void {
    this.tried.push(pin)
    if (this.wrong > 2) throw new CryptokiError('C_Login', CKR.PIN_LOCKED)
    this.wrong = pin === this.pin ? 0 : this.wrong + 1
    if (pin !== this.pin) throw new CryptokiError('C_Login', CKR.PIN_INCORRECT)
  }
}

const storeOf = (...cards: Card[]) => tokenKeyStore((_, work) => work(named(cards.map((card) => card.open))))
const codeOf = (result: { readonly ok: boolean; readonly failure?: { readonly code: string } }) =>
  result.failure?.code ?? 'ok'

describe('certificates on a token', () => {
  it('are listed without its PIN, with whose PIN they need; a CA’s and one without a key’s mark are not', () => {
    const card = new Card()
    const ca = authority.intermediate
    card.certificates.push({ handle: 3, der: ca, thumbprint: thumbprintOf(ca), keyId: 'bb', retired: false })
    const unmarked = authority.issue({ publicKey, holder: 'テスト 次郎' })
    card.certificates.push({ handle: 4, der: unmarked, thumbprint: thumbprintOf(unmarked), keyId: '', retired: false })
    const listed = storeOf(card).list()
    expect(listed).toEqual(
      success([
        expect.objectContaining({
          thumbprint,
          protection: 'pkcs11-token',
          retired: false,
          keyName: undefined,
          pinOf: 'Card (01)',
        }),
      ]),
    )
    expect(card.tried).toEqual([])
  })

  it('name their token in the direction that it is read, whatever its label says', () => {
    const listed = storeOf(new Card('\u202ePI N\n')).list()
    expect(listed.ok && listed.value.map(({ pinOf }) => pinOf)).toEqual(['\ufffdPI N\ufffd (01)'])
  })

  it('of a token without a PIN are those with a key, and sign at once', () => {
    const card = new Card()
    card.flags = CKF.TOKEN_INITIALIZED
    const store = storeOf(card)
    const listed = store.list()
    expect(listed.ok && listed.value.map((one) => [one.thumbprint, one.pinOf])).toEqual([[thumbprint, undefined]])
    expect(store.sign({ thumbprint }, data)).toEqual(success(new Uint8Array([7])))
    card.hasKey = false
    expect(store.list()).toEqual(success([]))
  })

  it('sign once the PIN was right, and the token is asked nothing before', () => {
    const card = new Card()
    const store = storeOf(card)
    expect(store.sign({ thumbprint }, data)).toMatchObject({
      failure: { code: 'keystore.pin-needed', retry: 'never', cause: expect.stringContaining('“Card (01)”') as string },
    })
    expect(card.tried).toEqual([])
    expect(store.unlock!('4711', 'Card (01)')).toEqual(success('unlocked'))
    expect(store.sign({ thumbprint }, data)).toEqual(success(new Uint8Array([7])))
  })
})

describe('a token’s PIN', () => {
  it('that was changed by another program is tried once more, and then forgotten', () => {
    const card = new Card()
    const store = storeOf(card)
    store.unlock!('4711', 'Card (01)')
    card.pin = '0815'
    for (let times = 0; times < 3; times++) expect(codeOf(store.sign({ thumbprint }, data))).toBe('keystore.pin-needed')
    expect(card.tried).toEqual(['4711', '4711'])
  })

  it('that is wrong is said to be, also that the next one is the last, and then that the token is locked', () => {
    const card = new Card()
    const store = storeOf(card)
    expect(store.unlock!('1', 'Card (01)')).toEqual(success('wrong-password'))
    expect(store.unlock!('2', 'Card (01)')).toEqual(success('wrong-before-last-try'))
    const locked = { failure: { code: 'keystore.pin-locked', cause: expect.stringContaining('“Card (01)”') as string } }
    expect(store.unlock!('3', 'Card (01)')).toMatchObject(locked)
    // From then on it is not even tried.
    expect(store.unlock!('4711', 'Card (01)')).toMatchObject(locked)
    expect(store.sign({ thumbprint }, data)).toMatchObject(locked)
    expect(card.tried).toEqual(['1', '2', '3'])
  })

  it('is tried at no token but the one that it is for; two of one name are told apart by their serial numbers', () => {
    const [one, other] = [new Card('One'), new Card('Other')]
    const store = storeOf(one, other)
    expect(store.unlock!('4711', 'Other (01)')).toEqual(success('unlocked'))
    expect([one.tried, other.tried]).toEqual([[], ['4711']])
    const [first, second] = [new Card('Card', '01'), new Card('Card', '02')]
    second.certificates = []
    const two = storeOf(first, second)
    const listed = two.list()
    expect(listed.ok && listed.value.map(({ pinOf }) => pinOf)).toEqual(['Card [01]'])
    expect(codeOf(two.unlock!('4711', 'Card'))).toBe('keystore.unavailable')
    expect(two.unlock!('4711', 'Card [01]')).toEqual(success('unlocked'))
    expect([first.tried, second.tried]).toEqual([['4711'], []])
  })

  it('is tried at neither of two tokens that not even their serial numbers tell apart', () => {
    const [one, other] = [new Card(), new Card()]
    const store = storeOf(one, other)
    for (const name of ['Card', 'Card (01)', 'Card [01]']) {
      expect(codeOf(store.unlock!('4711', name))).toBe('keystore.unavailable')
    }
    expect([one.tried, other.tried]).toEqual([[], []])
  })

  it('is not tried at another token with its label that has taken its place, whatever its serial number reads like', () => {
    const [own, others] = [new Card('Card', '01'), new Card('Card', '02')]
    let there = own
    const store = tokenKeyStore((_, work) => work(named([there.open])))
    expect(store.unlock!('4711', 'Card (01)')).toEqual(success('unlocked'))
    for (const other of [others, new Card('Card', ') (01'), new Card('Card (01)', '')]) {
      there = other
      expect(codeOf(store.sign({ thumbprint }, data)), other.serialNumber).toBe('keystore.pin-needed')
      expect(codeOf(store.unlock!('4711', 'Card (01)')), other.serialNumber).toBe('keystore.unavailable')
      expect(other.tried).toEqual([])
    }
    there = own
    expect(codeOf(store.sign({ thumbprint }, data))).toBe('ok')
  })

  it('is not tried at a token that is gone', () => {
    const store = storeOf(new Card())
    expect(codeOf(store.unlock!('4711', 'Gone'))).toBe('keystore.unavailable')
  })
})

it('nothing is written to a card, and no key is made on one', () => {
  const card = new Card()
  // What is not in the card of this test would throw.
  const store = storeOf(card)
  const specification = { algorithm: 'rsa-2048', provider: 'tpm', confirmUse: false } as const
  expect(codeOf(store.makeKey('koshin-1', specification))).toBe('keystore.tpm-absent')
  expect(codeOf(store.checkWritable({ trial: true, provider: 'tpm' }))).toBe('keystore.tpm-absent')
  expect(codeOf(store.install(der, 'koshin-1'))).toBe('keystore.key-missing')
  expect(codeOf(store.retire(thumbprint))).toBe('keystore.certificate-missing')
  expect(codeOf(store.restore(thumbprint))).toBe('keystore.certificate-missing')
  expect([store.delete(thumbprint), store.discardKey('koshin-1')]).toEqual([done, done])
  expect([store.listKeys(), store.findKey('koshin-1')]).toEqual([success([]), success(undefined)])
  expect(card.tried).toEqual([])
})
