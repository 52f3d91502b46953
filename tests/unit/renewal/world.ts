import { done, failure, type Result, success } from '../../../main/renewal/errors.ts'
import type { CertificateFacts } from '../../../main/renewal/certificates/certificate.ts'
import type { RenewalState } from '../../../main/renewal/machine/machine.ts'
import type { KeySpecification, SignatureScheme } from '../../../main/renewal/key.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type {
  Bank,
  Certificates,
  EnrolmentAnswer,
  Journal,
  KeyStore,
  Question,
  StoredCertificate,
} from '../../../main/renewal/ports.ts'
import { createRenewals } from '../../../main/renewal/renew.ts'
import { nothingRequested, type RequestedAttributes } from '../../../main/renewal/csr-attributes.ts'
import { currentFacts, issuedFacts, now } from './samples.ts'

/** Thrown in place of a power cut: nothing after it runs. */
export class PowerCut extends Error {}

/**
 * A world of values around the renewal: a key store, a bank and a journal that outlive the process that a power cut
 * takes. `cutAfter` counts every durable change, so that a cut can be laid between any two of them.
 */
export class World {
  readonly keys = new Set<string>()
  readonly installed = new Set([currentFacts.thumbprint])
  readonly retired = new Set<string>()
  readonly issuedFor = new Set<string>()
  readonly asked: Question[] = []
  readonly saved: string[] = []
  journal: RenewalState | undefined
  kept: readonly RenewalState[] = []
  answers: Record<Question, boolean> = { request: true, installation: true }
  bankAnswer: () => Result<EnrolmentAnswer> = () =>
    success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [] })
  issued: CertificateFacts = issuedFacts
  chain: Result<void> = done
  proof: Result<void> = done
  lock: Result<void> = done
  time = now
  changes = 0
  cutAfter = Infinity

  private change(): void {
    this.changes += 1
    if (this.changes > this.cutAfter) throw new PowerCut()
  }

  readonly journalPort: Journal = {
    load: () => success(this.journal),
    save: (state, kept) => {
      this.change()
      this.journal = state
      if (kept !== undefined) this.kept = kept
      if (state !== undefined) this.saved.push(state.step)
      return done
    },
    kept: () => this.kept,
    setAside: () => success('journal-damaged.json'),
  }

  requested: Result<RequestedAttributes> = success(nothingRequested)
  readonly specifications: KeySpecification[] = []
  readonly schemes: (SignatureScheme | undefined)[] = []

  /** The key of each certificate that was installed here, by thumbprint. */
  private readonly keyOf = new Map<string, string>()

  private stored(thumbprint: string): StoredCertificate {
    const keyName = this.keyOf.get(thumbprint)
    const { der } = thumbprint === currentFacts.thumbprint ? currentFacts : issuedFacts
    return { der, thumbprint, keyName, retired: false, protection: 'other', exportable: false }
  }

  readonly keyStore: KeyStore = {
    checkWritable: async () => done,
    list: async () => success([...this.installed].map((one) => this.stored(one))),
    listKeyless: async () => success([]),
    listAuthorities: async () => success([]),
    addAuthorities: async () => done,
    listKeys: async () => success([...this.keys].sort()),
    read: async (thumbprint) => success(this.installed.has(thumbprint) ? this.stored(thumbprint) : undefined),
    makeKey: async (name, specification) => {
      this.change()
      this.specifications.push(specification)
      this.keys.add(name)
      return success({ publicKey: new Uint8Array([7]), protection: 'other' })
    },
    findKey: async (name) => success(this.keys.has(name) ? new Uint8Array([7]) : undefined),
    sign: async () => success(new Uint8Array([8])),
    install: async (_certificate, keyName) => {
      this.change()
      this.keyOf.set(this.issued.thumbprint, keyName)
      this.installed.add(this.issued.thumbprint)
      return done
    },
    retire: async (thumbprint) => {
      this.change()
      this.installed.delete(thumbprint)
      this.retired.add(thumbprint)
      return done
    },
    restore: async () => done,
    discardKey: async (name) => {
      if ([...this.keyOf.values()].includes(name)) return failure('keystore.key-exists')
      this.change()
      this.keys.delete(name)
      return done
    },
    delete: async () => done,
  }

  readonly certificates: Certificates = {
    read: (der) => success(der[0] === 1 ? currentFacts : this.issued),
    checkChain: () => this.chain,
    isNamedAsBanks: () => true,
    buildRequest: async (names, key, sign, wanted) => {
      this.schemes.push(wanted)
      const signed = await sign(key, 'rsa-pkcs1-sha256')
      return signed.ok ? success(new TextEncoder().encode(JSON.stringify(names))) : signed
    },
    readRequest: (der) => {
      const names = JSON.parse(new TextDecoder().decode(der)) as { subject: string; subjectAltName?: string }
      return success({ subjectAltName: undefined, ...names, publicKeyHash: issuedFacts.publicKeyHash })
    },
    names: {
      subjectDifference: (a, b) => (a === b ? undefined : 'the subject differs'),
      alternativeNameDifference: (a, b) => (a === b ? undefined : 'the alternative name differs'),
    },
    publicKeyHash: () => issuedFacts.publicKeyHash,
    commonName: (value) => `cn:${value}`,
  }

  readonly bank: Bank = {
    reach: async () => success({ bankTime: this.time, caCertificates: [], requested: this.requested }),
    connect: async () => done,
    reenrol: async (_current, request) => this.enrolled(request),
    enrol: async (credentials, request) =>
      credentials.password === 'right' ? this.enrolled(request) : failure('bank.unauthorized'),
    prove: async () => this.proof,
  }

  private enrolled(request: Uint8Array): Result<EnrolmentAnswer> {
    const answer = this.bankAnswer()
    if (answer.ok && answer.value.kind === 'issued') {
      this.change()
      this.issuedFor.add(this.journal!.id + new TextDecoder().decode(request))
    }
    return answer
  }

  readonly consent = async (question: Question): Promise<boolean> => {
    this.asked.push(question)
    return this.answers[question]
  }

  /** The application as it is after a start: knows nothing but what is durable. */
  start({ keyStore = this.keyStore, consent = this.consent } = {}) {
    return createRenewals({
      keyStore,
      certificates: this.certificates,
      bank: this.bank,
      journal: this.journalPort,
      lock: { check: () => this.lock },
      clock: () => this.time,
      policy: () => defaultPolicy,
      newId: () => String(++this.ids),
      consent,
    })
  }
  private ids = 0
}
