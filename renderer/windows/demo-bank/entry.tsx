import { startWindow } from '../../components/frame/root.tsx'
import { DemoBankPage } from './page.tsx'

startWindow(<DemoBankPage />)
