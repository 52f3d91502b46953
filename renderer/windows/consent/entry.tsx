import { startWindow } from '../../components/frame/root.tsx'
import { ConsentPage } from './page.tsx'

startWindow(<ConsentPage />)
