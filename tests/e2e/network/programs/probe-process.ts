/** The probe of our transport in a process of its own. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { success } from '../../../../main/renewal/errors.ts'
import { buildRequest } from '../../../../main/x509/request.ts'
import { buildApplication, startApplication } from './application.ts'
import type { Probe } from './transport-probe.ts'

export type Asked = Omit<Probe, 'trustAnchors' | 'request'>
export interface Told {
  readonly ok: boolean
  readonly failure?: { readonly code: string; readonly cause?: string }
  /** What was asked for, where it is a text. */
  readonly told?: string
}

/** @param trustAnchors PEM */
export function startProbe(application: string, folder: string, trustAnchors: string) {
  const { ask, answer, close } = startApplication(application, folder)
  return {
    async run(asked: Asked): Promise<Told> {
      const probe: Probe = { ...asked, trustAnchors, request: await csr() }
      ask(probe)
      return (await answer()) as Told
    },
    close,
  }
}

/** As an application folder. */
export const buildProbe = (): Promise<string> => buildApplication('transport-probe.ts')

async function csr(): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const names = { subject: '3000', subjectAltName: undefined }
  const signer = async (info: Uint8Array) => success(new Uint8Array(sign('sha256', info, privateKey)))
  const built = await buildRequest(names, spki, signer)
  if (!built.ok) throw new Error(built.failure.cause)
  return Buffer.from(built.value).toString('base64')
}
