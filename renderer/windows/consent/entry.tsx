import { startWindow } from '../../components/window/root.tsx'
import { ConsentPage } from './page.tsx'

startWindow(<ConsentPage />)
