import { startWindow } from '../../components/root.tsx'
import { DemoBankPage } from './page.tsx'

startWindow(<DemoBankPage />)
