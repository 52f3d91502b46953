/** The keys of one run: made in the key store, and gone from it at the end. */
import { keyChoices, nothingRequested, type RequestedAttributes } from '../../../renewal/csr-attributes.ts'
import { type Result, success } from '../../../renewal/errors.ts'
import { keySpecification } from '../../../renewal/policy.ts'
import type { SignatureScheme } from '../../../renewal/key.ts'
import type { CheckPorts } from '../ports.ts'
import { product } from '../../../renewal/product/product.ts'

export interface OwnRequest {
  readonly keyName: string
  /** PKCS#10, DER. */
  readonly der: Uint8Array
}

interface Names {
  readonly subject: string
  readonly subjectAltName: string | undefined
}

export interface Keys {
  /** A new key, of the kind that the bank wishes for, and a request for it. */
  request(names: Names, requested?: RequestedAttributes): Promise<Result<OwnRequest>>
  /** Takes away every key and certificate that was made here; tells how many could not be. */
  remove(): Promise<number>
}

export function ownKeys({ keyStore, certificates, policy, newId }: CheckPorts): Keys {
  const made: string[] = []
  return {
    async request(names, requested = nothingRequested) {
      // A key that asks its user each time, or that fills a TPM, is nothing for a trial.
      const specification = { ...keySpecification(policy), provider: 'software', confirmUse: false } as const
      const choices = keyChoices(specification, requested)
      if (!choices.ok) return choices
      const [choice] = choices.value
      // Before it is made: whatever breaks then, it is looked for at the end.
      const keyName = `${product.keyPrefix}check-${newId()}`
      made.push(keyName)
      const key = await keyStore.makeKey(keyName, choice!.specification)
      if (!key.ok) return key
      const sign = (info: Uint8Array, scheme: SignatureScheme) => keyStore.sign({ name: keyName }, info, scheme)
      const der = await certificates.buildRequest(names, key.value.publicKey, sign, choice!.scheme, requested)
      return der.ok ? success({ keyName, der: der.value }) : der
    },
    async remove() {
      const listed = await keyStore.list({ retired: true })
      for (const { keyName, thumbprint } of listed.ok ? listed.value : []) {
        if (keyName !== undefined && made.includes(keyName)) await keyStore.delete(thumbprint)
      }
      const left = await keyStore.listKeys()
      const own = left.ok ? left.value.filter((name) => made.includes(name)) : []
      const gone = await Promise.all(own.map(async (name) => (await keyStore.discardKey(name)).ok))
      return left.ok ? gone.filter((ok) => !ok).length : made.length
    },
  }
}
