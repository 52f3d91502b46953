/** Entry of the tokens' process: what a driver hangs or ends by is not the process of the user's own database. */
import '../../../interpreted-schemas.ts'
import { serve } from '../../process/serve.ts'
import { openTokenKeyStore } from './token-key-store.ts'

serve(openTokenKeyStore)
