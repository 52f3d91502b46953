import { startWindow } from '../../components/root.tsx'
import { ConsentPage } from './page.tsx'

startWindow(<ConsentPage />)
