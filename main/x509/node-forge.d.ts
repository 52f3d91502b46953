/** One module of node-forge by itself: the whole is six times the code, and none of the rest is ours to use. */
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge'
  export default asn1
}
