/**
 * To be imported first by whatever starts a process: zod compiles a schema at its first use, which takes longer than
 * reading a schema as it stands for the few times that ours are used, and settles it for each as it is made.
 */
import { z } from 'zod'

z.config({ jitless: true })
