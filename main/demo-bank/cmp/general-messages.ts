/** Questions by genm and their answers (RFC 9810, 5.3.19, in the profile of RFC 9483, 4.3): each by its own kind. */
import {
  child,
  children,
  context,
  decode,
  encode,
  integer,
  isUniversal,
  type Node,
  objectIdentifier,
  octetString,
  oidOf,
  sequence,
  Type,
} from '../../x509/der.ts'
import type { Bank } from '../bank.ts'
import type { WantedRequest } from '../control.ts'
import { curves, ecPublicKey, isCurve, lengths } from '../est/csr-attributes.ts'

/** id-it */
const kinds = {
  caCerts: '1.3.6.1.5.5.7.4.17',
  rootCaKeyUpdate: '1.3.6.1.5.5.7.4.18',
  certReqTemplate: '1.3.6.1.5.5.7.4.19',
  rootCaCert: '1.3.6.1.5.5.7.4.20',
} as const

/** id-regCtrl */
const algorithmControl = '1.3.6.1.5.5.7.5.1.11'
const rsaLengthControl = '1.3.6.1.5.5.7.5.1.12'

/**
 * InfoTypeAndValues of a genp. What nobody here knows is passed over, as RFC 9810 allows.
 * @throws Error when the questions are none
 */
export function answersTo(questions: Node, bank: Bank): Node[] {
  if (!isUniversal(questions, Type.SEQUENCE)) throw new Error('a SEQUENCE of questions was expected')
  const asked = children(questions)
  // RFC 9810, 5.3.19: whoever asks for nothing wants to hear whatever there is.
  return asked.length > 0 ? answered(asked, bank) : answered(everything, bank).filter((one) => children(one).length > 1)
}

const everything = [kinds.caCerts, kinds.rootCaCert, kinds.certReqTemplate].map((kind) =>
  sequence(objectIdentifier(kind)),
)

function answered(questions: readonly Node[], bank: Bank): Node[] {
  return questions.flatMap((question) => {
    const asked = oidOf(child(question, 0))
    const given = children(question)[1]
    switch (asked) {
      case kinds.caCerts:
        return [answer(kinds.caCerts, sequence(decode(bank.authority.issuing)))]
      // Only the first is a question by RFC 9483, 4.3.2; some ask by the kind of the answer.
      case kinds.rootCaCert:
      case kinds.rootCaKeyUpdate:
        return [answer(kinds.rootCaKeyUpdate, rootUpdate(bank, given))]
      case kinds.certReqTemplate:
        return [answer(kinds.certReqTemplate, requestTemplate(bank.requested.wanted()))]
      default:
        return []
    }
  })
}

/** Without a value: there is nothing to be told. */
function answer(kind: string, value: Node | undefined): Node {
  return sequence(objectIdentifier(kind), ...(value === undefined ? [] : [value]))
}

/** RootCaKeyUpdateContent, for whoever has the old root, or does not say which it has. */
function rootUpdate({ rollover }: Bank, known: Node | undefined): Node | undefined {
  const update = rollover.update()
  if (update === undefined) return undefined
  const { oldRoot, newRoot, newWithOld, oldWithNew } = update
  if (known !== undefined && !Buffer.from(encode(known)).equals(oldRoot)) return undefined
  return sequence(decode(newRoot), context(0, decode(newWithOld)), context(1, decode(oldWithNew)))
}

/** CertReqTemplateContent: the client's own subject, the extensions that it is to ask for, and the kind of its key. */
function requestTemplate(wanted: WantedRequest | undefined): Node | undefined {
  if (wanted === undefined) return undefined
  const { key, clientAuth } = wanted
  const purposes = sequence(objectIdentifier('1.3.6.1.5.5.7.3.2'))
  const extension = sequence(objectIdentifier('2.5.29.37'), octetString(encode(purposes)))
  // A NULL-DN is to be filled in (RFC 9483, 4.3.3).
  const template = sequence(context(5, sequence()), ...(clientAuth === true ? [context(9, extension)] : []))
  const control = isCurve(key)
    ? sequence(
        objectIdentifier(algorithmControl),
        sequence(objectIdentifier(ecPublicKey), objectIdentifier(curves[key])),
      )
    : sequence(objectIdentifier(rsaLengthControl), integer(lengths[key]))
  return sequence(template, sequence(control))
}
