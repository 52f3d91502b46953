/** EST re-enrolments at the demo bank, beside a bare TLS server that signs as many bytes with such a key. */
import { fork } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { test } from 'vitest'
import { success } from '../../../main/renewal/errors.ts'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { readCertificates, writeCertificates } from '../../../main/x509/cms.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { startBank } from '../../protocol/peers/bank-process.ts'
import { holderOf, openssl } from '../../protocol/peers/openssl.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, median, tell } from '../table.ts'

const perRound = 64
const certificates = createCertificates(() => [])

interface Client {
  /** PEM */
  certificate: string
  key: KeyObject
}

/** A key of its own and a request for the names of the current certificate, DER. P-256: quick to make. */
async function nextRequest({
  certificate,
}: Client): Promise<{ readonly key: KeyObject; readonly request: Uint8Array }> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const facts = readCertificate(new X509Certificate(certificate).raw)
  if (!facts.ok) throw new Error(facts.failure.cause)
  const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }))
  const signed = (info: Uint8Array) => Promise.resolve(success(new Uint8Array(sign('sha256', info, pair.privateKey))))
  const request = await certificates.buildRequest(facts.value, publicKey, signed, 'ecdsa-sha256')
  if (!request.ok) throw new Error(request.failure.cause)
  return { key: pair.privateKey, request: request.value }
}

/** One TLS connection for each: a client renews once a year. */
function post(url: string, { certificate, key }: Client, body: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/pkcs10' }
    const identity = { cert: certificate, key: key.export({ type: 'pkcs8', format: 'pem' }), rejectUnauthorized: false }
    const request = https.request(url, { method: 'POST', agent: false, headers, ...identity }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts)
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`${answer.statusCode}: ${text.toString()}`))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

test(
  're-enrolling',
  async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const first = await holderOf(bank, folder)
    const start: Client = {
      certificate: readFileSync(first.certificate, 'utf8'),
      key: createPrivateKey(readFileSync(first.key)),
    }
    const enrol = `${bank.origin}/.well-known/est/simplereenroll`

    /** What a client of either server does with its certificate. */
    async function ask(url: string, client: Client, latencies: number[] = []): Promise<Client> {
      const { key, request } = await nextRequest(client)
      const begun = performance.now()
      const answer = await post(url, client, Buffer.from(request).toString('base64'))
      latencies.push(performance.now() - begun)
      const issued = readCertificates(Buffer.from(answer.toString(), 'base64'))
      if (!issued.ok) throw new Error(issued.failure.cause)
      return { certificate: derToPem(issued.value[0]!), key }
    }

    const answerFile = path.join(folder, 'answer')
    writeFileSync(
      answerFile,
      Buffer.from(writeCertificates([new X509Certificate(start.certificate).raw])).toString('base64'),
    )
    const files = [path.join(folder, 'server.key'), path.join(folder, 'server.pem')] as const
    await openssl([
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      files[0],
      '-out',
      files[1],
      '-subj',
      '/CN=localhost',
      '-days',
      '2',
    ])
    const bare = fork(path.join(import.meta.dirname, '../bare-issuer.cjs'), [...files, answerFile])
    const [port] = (await once(bare, 'message')) as [number]

    for (const clients of [1, 8, 64]) {
      const own: Client[] = Array.from({ length: clients }, () => ({ ...start }))
      const latencies: number[] = []
      /** Requests a second, with so many clients at once. */
      const rate = async (work: (client: Client) => Promise<unknown>): Promise<number> => {
        const begun = performance.now()
        await Promise.all(
          own.map(async (client) => {
            for (let done = 0; done < perRound / clients; done++) await work(client)
          }),
        )
        return (perRound / (performance.now() - begun)) * 1000
      }
      await compare({
        what: `demo bank: EST re-enrolments, ${clients} at once`,
        beside: 'a bare TLS server that signs and flushes',
        unit: 'a second',
        goal: { least: 0.8 },
        // Each carries on with the certificate that it got.
        ours: () => rate(async (client) => Object.assign(client, await ask(enrol, client, latencies))),
        baseline: () => rate((client) => ask(`https://127.0.0.1:${port}/`, client)),
      })
      const sorted = latencies.toSorted((a, b) => a - b)
      tell(
        `  latency: p50 ${median(sorted).toFixed(0)} ms, p99 ${sorted[Math.floor(sorted.length * 0.99)]!.toFixed(0)} ms`,
      )
    }
    bare.kill()
  },
  15 * 60_000,
)
