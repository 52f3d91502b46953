import type { Certificates } from '../renewal/ports.ts'
import { singleChainBudget } from './chain/budget.ts'
import { checkChain } from './chain/chain.ts'
import { hex } from './der.ts'
import { isNamedLike } from './names/issuer-names.ts'
import { nameComparison } from './names/name-difference.ts'
import { commonNameOnly } from './names/names.ts'
import { readCertificate, sha256 } from './read.ts'
import { buildRequest, readRequest } from './request.ts'

/** The domain's view of X.509, bound to a bank's trust anchors (DER). */
export function createCertificates(trustAnchors: () => readonly Uint8Array[]): Certificates {
  return {
    read: readCertificate,
    checkChain: (der, intermediates, now) =>
      checkChain(der, intermediates, trustAnchors(), { now, purpose: 'clientAuth', budget: singleChainBudget() }),
    isNamedAsBanks: (der, authorities) => isNamedLike(der, [...trustAnchors(), ...authorities]),
    buildRequest,
    readRequest,
    names: nameComparison,
    publicKeyHash: sha256,
    commonName: (value) => hex(commonNameOnly(value)),
  }
}
