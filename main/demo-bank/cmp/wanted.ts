/** What a request asks for, once it is proven that whoever asks has the key. */
import { context, encode, type Node, sequence, unsignedInteger } from '../../x509/der.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { readRequest } from '../../x509/request.ts'
import { isSignature } from '../../x509/signature.ts'
import type { Wanted } from '../ca/issuing.ts'
import type { Command } from './enrolment.ts'
import { readTemplateRequest, type TemplateRequest } from './reading.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { Requester } from './requester.ts'

export interface WantedCertificate {
  /** certReqId. */
  readonly id: number
  readonly wanted: Wanted
}

export function readWanted(command: Command, body: Node, requester: Requester): WantedCertificate | Refusal {
  if (command === 'p10cr') {
    const request = readRequest(encode(body))
    // RFC 9483, 4.1.4: a PKCS#10 request has no number.
    return request.ok ? { id: -1, wanted: request.value } : refuse('badPOP', request.failure.cause ?? 'unreadable')
  }
  let request: TemplateRequest
  try {
    request = readTemplateRequest(body)
  } catch (error) {
    return refuse('badCertTemplate', error instanceof Error ? error.message : String(error))
  }
  if (!isPossessed(request)) return refuse('badPOP', 'the request is not signed with the key that it is for')
  if (requester.kind === 'certificate' && request.oldCertificate !== undefined) {
    const signers = certificateId(requester.certificate.der)
    if (!Buffer.from(signers).equals(request.oldCertificate)) {
      return refuse('badCertId', "oldCertID is not the signer's certificate")
    }
  }
  return request
}

/** A signature, by the key itself: nobody else's word counts (RFC 9483, 4.1.1). */
function isPossessed({ possession, signed, wanted }: TemplateRequest): boolean {
  if (possession === undefined) return false
  try {
    return isSignature(possession.algorithm, signed, wanted.publicKey, possession.signature)
  } catch {
    return false
  }
}

/** CertId ::= SEQUENCE { issuer GeneralName, serialNumber INTEGER } */
function certificateId(der: Uint8Array): Uint8Array {
  const { issuer, serial } = parseCertificate(der)
  return encode(sequence(context(4, issuer), unsignedInteger(serial)))
}
