import { startWindow } from '../../components/window/root.tsx'
import { DemoBankPage } from './page.tsx'

startWindow(<DemoBankPage />)
