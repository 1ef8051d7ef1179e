import { createRoot } from 'react-dom/client';
import { Console } from './console.js';

createRoot(document.getElementById('console')!).render(<Console />);
