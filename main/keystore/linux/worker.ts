/** Entry of the key store's process on Linux: softokn may be initialised once in a process, and Chromium has done so. */
import '../../interpreted-schemas.ts'
import { serve } from '../process/serve.ts'
import { openNssKeyStore } from './nss-key-store.ts'

serve(openNssKeyStore)
